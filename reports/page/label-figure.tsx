/** The distribution of labels before and in the new data, and where they differ most. */

import type { JSX } from 'preact';
import type { DatasetReport } from '../../dataset/report.js';
import { Details, Figure } from './figure.js';
import { firstLook, secondLook } from './plots/colours.js';
import { drawLabels, type LabelShare } from './plots/labels.js';
import { Table } from './table.js';
import { cutText, numberText, shareText, signed } from './words.js';

interface LabelRow extends LabelShare {
  readonly countBefore: number;
  readonly countNow: number;
}

/** The table has all of them. */
const mostShown = 16;

export function LabelFigure({ labels }: { readonly labels: NonNullable<DatasetReport['labels']> }): JSX.Element {
  const rows = rowsOf(labels);
  if (rows.length === 0) return <p class="absent">No row has a label.</p>;
  const shown = rows.slice(0, mostShown);
  const hasBefore = rows.some(({ before }) => before !== null);
  const table = <LabelTable rows={rows} unlabelled={labels.unlabelledInParent} />;
  return (
    <div class="plots">
      <Figure
        title={hasBefore ? 'Labels before and in the new data' : 'Labels of the new data'}
        says={sentenceOf(rows, shown.length)}
        drawing={drawLabels(shown)}
        legend={[
          ...(hasBefore ? [{ label: 'before (parent version)', look: firstLook, as: 'bar' as const }] : []),
          { label: 'new examples', look: secondLook, as: 'bar' },
        ]}
      />
      {rows.length <= mostShown ? table : <Details summary={`All ${rows.length} labels`}>{table}</Details>}
    </div>
  );
}

function LabelTable({ rows, unlabelled }: { readonly rows: readonly LabelRow[]; readonly unlabelled: number }): JSX.Element {
  const hasBefore = rows.some(({ before }) => before !== null);
  return (
    <Table
      caption={`Rows by label.${unlabelled > 0 ? ` ${numberText(unlabelled)} rows of the parent have none.` : ''}`}
      rows={rows}
      columns={[
        { title: 'Label', prose: true, cell: ({ label }) => cutText(label, 120) },
        ...(hasBefore
          ? [{ title: 'Before', figure: true, cell: ({ countBefore, before }: LabelRow) => countAndShare(countBefore, before ?? 0) }]
          : []),
        { title: 'New', figure: true, cell: ({ countNow, now }) => countAndShare(countNow, now) },
        ...(hasBefore
          ? [{ title: 'Change, points', figure: true, cell: ({ before, now }: LabelRow) => signed((now - (before ?? 0)) * 100) }]
          : []),
      ]}
    />
  );
}

function rowsOf({ parent, new: fresh }: NonNullable<DatasetReport['labels']>): LabelRow[] {
  const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
  const before = new Map(Object.entries(parent));
  const now = new Map(Object.entries(fresh));
  const [allBefore, allNow] = [total(parent), total(fresh)];
  return [...new Set([...now.keys(), ...before.keys()])]
    .map((label) => {
      const [countBefore, countNow] = [before.get(label) ?? 0, now.get(label) ?? 0];
      return {
        label,
        countBefore,
        countNow,
        before: allBefore === 0 ? null : countBefore / allBefore,
        now: allNow === 0 ? 0 : countNow / allNow,
      };
    })
    .toSorted((left, right) => right.countNow - left.countNow || right.countBefore - left.countBefore);
}

function sentenceOf(rows: readonly LabelRow[], shown: number): string {
  const left = rows.length > shown ? ` The ${shown} most frequent of ${rows.length} labels are drawn.` : '';
  const change = ({ before, now }: LabelRow): number => (before === null ? 0 : now - before);
  const most = rows.reduce((worst, row) => (Math.abs(change(row)) > Math.abs(change(worst)) ? row : worst));
  if (most.before === null) return `Share of each label in percent. There is no earlier version to compare with.${left}`;
  if (Math.abs(change(most)) < 0.001) return `Share of each label in percent. No label changed by more than 0.1 points.${left}`;
  return `Share of each label in percent. The largest change is ${cutText(most.label, 60)}, ${signed(change(most) * 100)} points.${left}`;
}

function countAndShare(count: number, share: number): string {
  return `${numberText(count)} (${shareText(share)})`;
}
