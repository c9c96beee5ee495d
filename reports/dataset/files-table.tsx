/** The files that were read, each with the pin of exactly which bytes, and what became of its lines. */

import type { JSX } from 'preact';
import type { LineCounts, ReportedFile } from '../../dataset/stage/report.js';
import { Table } from '../page/table.js';
import { bytesText, numberText } from '../page/words.js';
import { Place } from './place.js';

export function FilesTable({ files }: { readonly files: readonly ReportedFile[] }): JSX.Element {
  const lines = (title: string, count: (counts: LineCounts) => number) => ({
    title,
    figure: true,
    cell: ({ counts }: ReportedFile) => numberText(count(counts)),
  });
  return (
    <Table
      caption={`${numberText(files.length)} ${files.length === 1 ? 'file was' : 'files were'} read. The pin names the bytes: a digest, or a version of the store.`}
      keeps="first"
      rows={files}
      columns={[
        {
          title: 'File and pin',
          prose: true,
          cell: ({ file, pin }) => (
            <span class="path">
              <Place file={file} />
              <br />
              <code class="digest">{pin}</code>
            </span>
          ),
        },
        { title: 'Schema', cell: ({ schema }) => schema ?? '–' },
        { title: 'Size', figure: true, cell: ({ bytes }) => bytesText(bytes) },
        lines('Lines', ({ read }) => read),
        lines('Accepted', ({ accepted }) => accepted),
        lines('Quarantined', ({ quarantined }) => quarantined),
        lines('Duplicates', (counts) => counts.exactDuplicates + counts.normalisedDuplicates + counts.nearDuplicates),
        lines('Filtered', ({ filtered }) => filtered),
        lines('Blank', ({ blank }) => blank),
      ]}
    />
  );
}
