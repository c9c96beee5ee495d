/** The figures of every suite, and the items that the candidate broke. */

import type { JSX } from 'preact';
import { Details } from './figure.js';
import type { SuiteRow, SuiteSheet } from './suites.js';
import { Table } from './table.js';
import { cutText, keepUnits, shareText, signed } from './words.js';

export function SuiteTable({ rows }: { readonly rows: readonly SuiteRow[] }): JSX.Element {
  const right = keepUnits('Right answers by suite with 95 % intervals.');
  if (rows.every(({ champion }) => champion === null)) {
    return (
      <Table
        caption={`${right} There is no champion to compare with.`}
        rows={rows}
        columns={[
          { title: 'Suite', cell: ({ name }) => name },
          { title: 'Candidate', figure: true, cell: ({ candidate }) => sheetText(candidate) },
        ]}
      />
    );
  }
  return (
    <Table
      caption={`${right} Broken: right by the champion alone; fixed: right by the candidate alone.`}
      phone="cards"
      rows={rows}
      columns={[
        { title: 'Suite', cell: ({ name }) => name },
        { title: 'Champion', figure: true, cell: ({ champion }) => sheetText(champion) },
        { title: 'Candidate', figure: true, cell: ({ candidate }) => sheetText(candidate) },
        { title: 'Difference, points', figure: true, cell: differenceText },
        { title: 'Broken', figure: true, cell: ({ paired }) => paired?.broken.length ?? '–' },
        { title: 'Fixed', figure: true, cell: ({ paired }) => paired?.fixed.length ?? '–' },
      ]}
    />
  );
}

/** Items that a person can look up: as many as help to see what they have in common. */
const mostNamed = 12;

export function BrokenItems({ rows }: { readonly rows: readonly SuiteRow[] }): JSX.Element {
  return (
    <Details summary="Which items the candidate broke">
      <ul>
        {rows.flatMap(({ name, paired }) =>
          paired === null || paired.broken.length === 0
            ? []
            : [
                <li key={name}>
                  <b>{name}</b>: {paired.broken.slice(0, mostNamed).map(shortId).join(', ')}
                  {paired.broken.length > mostNamed && ` and ${paired.broken.length - mostNamed} more`}
                </li>,
              ],
        )}
      </ul>
    </Details>
  );
}

/** Rows of a dataset are named by their digest. */
function shortId(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : cutText(id, 80);
}

function sheetText(sheet: SuiteSheet | null): string {
  if (sheet === null) return '–';
  const { right, items, share } = sheet;
  return `${right}/${items} = ${shareText(share.estimate)} (${(share.lower * 100).toFixed(1)} to ${(share.upper * 100).toFixed(1)})`;
}

function differenceText({ paired, problem }: SuiteRow): string {
  if (paired === null) return problem ?? '–';
  const { estimate, lower, upper } = paired.difference;
  return `${signed(estimate * 100)} (${signed(lower * 100)} to ${signed(upper * 100)})`;
}
