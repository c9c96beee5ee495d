/** Examples of the labels, sources and kinds of task that the existing set never had: a person who is asked about them has to see some. */

import { samplesPerCode, type Check, type Sample } from '../check.js';
import { kindsOf, onlyIn } from '../drift/compare.js';
import { knowsFields } from '../drift/fields.js';
import { sampleAt } from './check-parts.js';
import { fates, forEachFacts, type Columns } from './columns.js';
import type { RowsOnDisk } from './rows-on-disk.js';
import type { Segment } from './segments.js';
import type { Tallies } from './tally-columns.js';

/** Of each sort, the most frequent ones. */
const mostKinds = 10;

const sorts = [
  ['label', 'labels'],
  ['source', 'sources'],
  ['task', 'tasks'],
] as const;

type Sort = (typeof sorts)[number][0];

/** The first `samplesPerCode` of each new kind, after the names and counts that the check has already. */
export function withNewKindSamples(
  check: Check,
  columns: Columns,
  { rows, tallies }: { readonly rows: RowsOnDisk; readonly tallies: Tallies },
): Check {
  if (check.count === 0) return check;
  const wanted = newKinds(tallies);
  const samples: Sample[] = [];
  columns.segments.forEach((segment, index) => {
    if (columns.inputs[segment.input]?.kind !== 'new') return;
    let record = (columns.segmentStart[index] ?? 0) - 1;
    forEachFacts(columns.folder, segment, (facts) => {
      record += 1;
      if (columns.fate[record] !== fates.accepted) return;
      for (const [sort] of sorts) {
        const name = nameOf(segment, sort, facts[sort]);
        const left = name === undefined ? undefined : wanted[sort].get(name);
        if (name === undefined || left === undefined || left === 0) continue;
        wanted[sort].set(name, left - 1);
        samples.push(sampleAt(columns, record, { code: `new-${sort}`, text: `${name}: ${toldOf(rows, record)}` }));
      }
    });
  });
  return { ...check, samples: [...check.samples, ...samples] };
}

/** How many examples of each are still to be found. */
function newKinds({ existing, fresh }: Tallies): Record<Sort, Map<string, number>> {
  const wanted = { label: new Map<string, number>(), source: new Map<string, number>(), task: new Map<string, number>() };
  if (existing === null) return wanted;
  for (const [sort, kinds] of sorts) {
    // As the check does: what the existing set cannot name is not called new.
    if (sort === 'label' && existing.beyond.labels > 0) continue;
    if (sort === 'source' && (!knowsFields(existing) || existing.beyond.sources > 0)) continue;
    for (const name of onlyIn(kindsOf(fresh[kinds]), kindsOf(existing[kinds])).slice(0, mostKinds)) wanted[sort].set(name, samplesPerCode);
  }
  return wanted;
}

function nameOf({ names }: Segment, sort: Sort, index: number): string | undefined {
  return names[sort][index];
}

/** What was asked, and what was answered. Redacted as it is in the row. */
function toldOf(rows: RowsOnDisk, record: number): string {
  const { messages } = rows.example(record);
  const asked = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  return `${asked.slice(0, 110)} → ${messages.at(-1)?.content ?? ''}`;
}
