/** A file with a line in it; a long path breaks after its folders, not within a number. */

import type { JSX } from 'preact';

export function Place({ file, line = null }: { readonly file: string; readonly line?: number | null }): JSX.Element {
  const parts = `${file}${line === null ? '' : `:${line}`}`.split('/');
  return (
    <span class="place">
      {parts.map((part, index) => (
        <>
          {index > 0 && (
            <>
              /<wbr />
            </>
          )}
          {part}
        </>
      ))}
    </span>
  );
}
