/** Rows and policies for tests of the split. */

import type { SplitPolicy } from '../../../dataset/split/assign.js';
import { groupFraction } from '../../../dataset/split/fraction.js';
import type { SplitInput } from '../../../dataset/split/units.js';

export interface Row {
  readonly group: number;
  /** Its own, unless given. */
  readonly cluster?: number;
  readonly at?: number | undefined;
}

/** @param pinned sides that the parent has rows on; none unless given */
export function inputOf(rows: readonly Row[], pinned: readonly number[] = []): SplitInput {
  return {
    count: rows.length,
    pinned: Uint8Array.from(rows, (_, index) => pinned[index] ?? 0),
    fraction: Float64Array.from(rows, ({ group }) => groupFraction(`group:${group}`)),
    cluster: Uint32Array.from(rows, ({ cluster }, index) => cluster ?? 1000 + index),
    at: Float64Array.from(rows, ({ at }) => at ?? Number.NaN),
  };
}

export function policyOf(heldOutPercent: number, validationPercent: number): SplitPolicy {
  return { heldOut: { percent: heldOutPercent, timeKey: 'createdAt' }, validation: { percent: validationPercent } };
}
