/** Every line that was read ends in exactly one of seven places; a build whose books do not balance is not believed. */

import { fates, type Columns } from './columns.js';
import type { LineCounts } from './report.js';

type Counts = { -readonly [name in keyof LineCounts]: number };

const countOfFate = {
  [fates.accepted]: 'accepted',
  [fates.exact]: 'exactDuplicates',
  [fates.normalised]: 'normalisedDuplicates',
  [fates.near]: 'nearDuplicates',
  [fates.filtered]: 'filtered',
} as const;

/** Of each input that is not the parent's, by its index. */
export function countLines(columns: Columns): Map<number, LineCounts> {
  const counts = new Map<number, Counts>();
  columns.segments.forEach((segment, index) => {
    if (columns.inputs[segment.input]?.kind !== 'new') return;
    const here = counts.get(segment.input) ?? { ...noLines };
    counts.set(segment.input, here);
    here.read += segment.read;
    here.blank += segment.blank;
    here.quarantined += Object.values(segment.quarantined).reduce((sum, each) => sum + each, 0);
    const end = columns.segmentStart[index + 1] ?? 0;
    for (let record = columns.segmentStart[index] ?? 0; record < end; record += 1) {
      const fate = columns.fate[record];
      if (fate !== undefined && fate in countOfFate) here[countOfFate[fate as keyof typeof countOfFate]] += 1;
    }
  });
  return counts;
}

export const noLines: LineCounts = {
  read: 0,
  accepted: 0,
  quarantined: 0,
  exactDuplicates: 0,
  normalisedDuplicates: 0,
  nearDuplicates: 0,
  filtered: 0,
  blank: 0,
};

const placeNames = ['accepted', 'quarantined', 'exactDuplicates', 'normalisedDuplicates', 'nearDuplicates', 'filtered', 'blank'] as const;

export function sumLines(parts: Iterable<LineCounts>): LineCounts {
  const total: Counts = { ...noLines };
  for (const part of parts) for (const name of ['read', ...placeNames] as const) total[name] += part[name];
  return total;
}

/** Lines that no place accounts for; 0 unless there is a bug. */
export function unaccounted(counts: LineCounts): number {
  return counts.read - placeNames.reduce((sum, name) => sum + counts[name], 0);
}
