/** Puts the accepted examples on their sides: what the split library needs, gathered out of columns and facts. */

import { assignSplits } from '../split/assign.js';
import { measureSplit, type SplitFigures } from '../split/measure.js';
import type { SplitInput } from '../split/units.js';
import type { DatasetPolicy } from '../policy.js';
import { acceptedRecords } from './accepted.js';
import { forEachFacts, type Columns } from './columns.js';
import { noName } from './facts.js';

export interface Division {
  /** `splitNumbers` of every example of the build; 0 for those that are not accepted. */
  readonly splits: Uint8Array;
  readonly figures: SplitFigures;
}

/** @param clusters number of the near-duplicate cluster of every example */
export function divide(columns: Columns, clusters: Uint32Array, policy: DatasetPolicy): Division {
  const records = acceptedRecords(columns);
  const { at, labels, names } = besideColumns(columns);
  const input: SplitInput = {
    count: records.length,
    pinned: Uint8Array.from(records, (record) => columns.pinned[record] ?? 0),
    fraction: Float64Array.from(records, (record) => columns.fraction[record] ?? 0),
    cluster: Uint32Array.from(records, (record) => clusters[record] ?? 0),
    at: policy.heldOut.after === undefined ? null : Float64Array.from(records, (record) => at[record] ?? Number.NaN),
  };
  const assigned = assignSplits(input, policy);
  const figures = measureSplit(input, assigned, {
    of: Uint32Array.from(records, (record) => labels[record] ?? noName),
    names,
  });
  const splits = new Uint8Array(columns.count);
  records.forEach((record, index) => {
    splits[record] = assigned[index] ?? 0;
  });
  return { splits, figures };
}

/** Times, and labels by one table for all segments. */
function besideColumns(columns: Columns): { readonly at: Float64Array; readonly labels: Uint32Array; readonly names: readonly string[] } {
  const at = new Float64Array(columns.count);
  const labels = new Uint32Array(columns.count);
  const indexes = new Map<string, number>();
  columns.segments.forEach((segment, index) => {
    const here = segment.names.label.map((label) => {
      const known = indexes.get(label) ?? indexes.size;
      indexes.set(label, known);
      return known;
    });
    let record = columns.segmentStart[index] ?? 0;
    forEachFacts(columns.folder, segment, (facts) => {
      at[record] = facts.at;
      labels[record] = here[facts.label] ?? noName;
      record += 1;
    });
  });
  return { at, labels, names: [...indexes.keys()] };
}
