/** A small table of counts, with the share that each has of the whole where they are parts of one. */

import type { JSX } from 'preact';
import { Table } from './table.js';
import { cutText, numberText, shareText } from './words.js';

export type Count = readonly [name: string, count: number];

interface CountsProps {
  readonly caption: string;
  /** What is counted. */
  readonly name: string;
  readonly rows: readonly Count[];
  readonly whole?: number;
}

export function Counts({ caption, name, rows, whole }: CountsProps): JSX.Element {
  return (
    <Table
      caption={caption}
      keeps="first"
      rows={rows}
      columns={[
        { title: name, prose: true, cell: ([each]) => cutText(each, 120) },
        { title: 'Count', figure: true, cell: ([, count]) => numberText(count) },
        ...(whole === undefined
          ? []
          : [{ title: 'Share', figure: true, cell: ([, count]: Count) => (whole === 0 ? '–' : shareText(count / whole)) }]),
      ]}
    />
  );
}
