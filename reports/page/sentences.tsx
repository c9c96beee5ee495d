/** A list of sentences, or that there is none. */

import type { JSX } from 'preact';

export function Sentences({ sentences }: { readonly sentences: readonly string[] }): JSX.Element {
  if (sentences.length === 0) return <p>Nothing.</p>;
  return (
    <ul>
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
