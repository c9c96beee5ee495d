/** Takes out what one record alone decides: the questions of suites, and examples of poor quality. Before duplicates are looked for, so that none is kept in their place. */

import { fates, type Columns } from './columns.js';
import { flags } from './facts.js';

/** Existing examples are removed when a suite asks them now; their quality was judged when they came in. */
export function markFiltered(columns: Columns): void {
  for (let record = 0; record < columns.count; record += 1) {
    const flagged = columns.flags[record] ?? 0;
    const isExisting = record < columns.existing;
    if (isExisting && (flagged & flags.inSuite) !== 0) columns.fate[record] = fates.removed;
    if (!isExisting && (flagged & (flags.inSuite | flags.lowQuality)) !== 0) columns.fate[record] = fates.filtered;
  }
}
