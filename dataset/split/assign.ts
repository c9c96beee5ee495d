/** Decides on which side each row falls: by the parent version where it has one, else by its unit's own fraction, or by time. */

import { millisecondsOf } from '../../domain/duration.js';
import type { DatasetPolicy, HeldOut } from '../policy.js';
import { mix } from '../text/mix.js';
import { splitUnits, type SplitInput } from './units.js';

export type Split = 'train' | 'validation' | 'heldOut';

/** 0: in no split. Of two sides that meet in one unit the greater one takes what is new. */
export const splitNumbers = { none: 0, train: 1, validation: 2, heldOut: 3 } as const;

export type SplitPolicy = Pick<DatasetPolicy, 'heldOut' | 'validation'>;

/**
 * `splitNumbers` of each row. Deterministic, and the same in whatever order the rows come.
 *
 * - A row of the parent stays where it is, whatever the policy says today.
 * - A new row follows the rows of its unit (group and near duplicates) that the parent has: held out before validation before train.
 * - A new unit goes by the fraction of one of its groups or rows. So units that come later move none, and a higher `heldOut.percent` adds
 *   units to what is held out and takes none away.
 * - With `heldOut.after`, rows from then on are held out and rows within the embargo before are in no split; so are late rows of units that are
 *   trained on, and rows without a time. Earlier rows are validation by their fraction, else train.
 *
 * Throws when `heldOut.after` is set and the rows have no times.
 */
export function assignSplits(input: SplitInput, policy: SplitPolicy): Uint8Array {
  const units = splitUnits(input);
  const inherited = inheritedSides(input, units);
  const fractions = unitFractions(input, units);
  const times = timesOf(input, policy.heldOut);
  const isTrainedOn = times === null ? null : trainedUnits(input, units, times);
  const splits = new Uint8Array(input.count);
  for (let row = 0; row < input.count; row += 1) {
    const unit = units[row] ?? row;
    const side = inherited[unit] ?? 0;
    const pinned = input.pinned[row] ?? 0;
    const fraction = fractions[unit] ?? 0;
    if (pinned !== 0) splits[row] = pinned;
    else if (times === null) splits[row] = side === 0 ? sideOf(fraction, policy.heldOut.percent, policy.validation.percent) : side;
    else if (side === splitNumbers.heldOut) splits[row] = side;
    else {
      const early = side === 0 ? sideOf(fraction, 0, policy.validation.percent) : side;
      splits[row] = sideByTime(times, row, { early, isTrainedOn: isTrainedOn?.[unit] === 1 });
    }
  }
  return splits;
}

function sideOf(fraction: number, heldOutPercent: number, validationPercent: number): number {
  const percent = fraction * 100;
  if (percent < heldOutPercent) return splitNumbers.heldOut;
  return percent < heldOutPercent + validationPercent ? splitNumbers.validation : splitNumbers.train;
}

function inheritedSides({ count, pinned }: SplitInput, units: Uint32Array): Uint8Array {
  const sides = new Uint8Array(count);
  for (let row = 0; row < count; row += 1) {
    const unit = units[row] ?? row;
    sides[unit] = Math.max(sides[unit] ?? 0, pinned[row] ?? 0);
  }
  return sides;
}

/**
 * Of each unit one member's fraction, chosen by another digest of it: the least of all fractions would hold out large units more often than
 * small ones.
 */
function unitFractions({ count, fraction }: SplitInput, units: Uint32Array): Float64Array {
  const chosen = new Float64Array(count).fill(-1);
  for (let row = 0; row < count; row += 1) {
    const unit = units[row] ?? row;
    const [candidate, best] = [fraction[row] ?? 0, chosen[unit] ?? -1];
    if (best < 0 || rankOf(candidate) < rankOf(best) || (rankOf(candidate) === rankOf(best) && candidate < best)) chosen[unit] = candidate;
  }
  return chosen;
}

function rankOf(fraction: number): number {
  const high = Math.floor(fraction * 2 ** 26);
  const low = (fraction * 2 ** 26 - high) * 2 ** 26;
  return mix(mix(high) ^ low);
}

/** Milliseconds since 1970: of the rows, from when on they are held out, and from when on they are left out. */
interface Times {
  readonly at: Float64Array;
  readonly cut: number;
  readonly embargo: number;
}

function timesOf({ at }: SplitInput, { after, embargo }: HeldOut): Times | null {
  if (after === undefined) return null;
  const cut = Date.parse(after);
  if (Number.isNaN(cut)) throw new Error(`Expected heldOut.after as an ISO 8601 date such as 2026-01-31, got ${JSON.stringify(after)}.`);
  if (at === null) throw new Error('Expected the times of the rows, because heldOut.after divides by time. Set heldOut.timeKey.');
  return { at, cut, embargo: cut - (embargo === undefined ? 0 : millisecondsOf(embargo)) };
}

/** Units with a row that is trained or validated on: one of the parent's, or a new one before the embargo. */
function trainedUnits({ count, pinned }: SplitInput, units: Uint32Array, { at, embargo }: Times): Uint8Array {
  const trained = new Uint8Array(count);
  for (let row = 0; row < count; row += 1) {
    const side = pinned[row] ?? 0;
    const isEarly = side === 0 && (at[row] ?? Number.NaN) < embargo;
    if (isEarly || side === splitNumbers.train || side === splitNumbers.validation) trained[units[row] ?? row] = 1;
  }
  return trained;
}

/**
 * A unit that spans the cut keeps its early rows for training and gives its late ones to nobody: held out they would be asked of a model that
 * knows their group, and to take the early ones away would cost all that a long-lived user ever wrote.
 */
function sideByTime({ at, cut, embargo }: Times, row: number, unit: { readonly early: number; readonly isTrainedOn: boolean }): number {
  const time = at[row] ?? Number.NaN;
  if (time < embargo) return unit.early;
  return time >= cut && !unit.isTrainedOn ? splitNumbers.heldOut : splitNumbers.none;
}
