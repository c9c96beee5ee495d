/** The examples that are in the training set, existing and new, by their indexes. */

import { fates, type Columns } from './columns.js';

export function acceptedRecords({ count, fate }: Columns): Uint32Array {
  const records = new Uint32Array(fate.reduce((sum, each) => sum + (each === fates.accepted ? 1 : 0), 0));
  let at = 0;
  for (let record = 0; record < count; record += 1) {
    if (fate[record] !== fates.accepted) continue;
    records[at] = record;
    at += 1;
  }
  return records;
}
