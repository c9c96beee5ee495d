/** Counts what a split came to, for the gate and the report. */

import { splitNumbers } from './assign.js';
import { splitUnits, type SplitInput } from './units.js';

export interface SplitFigures {
  /** All rows, those of the parent included. */
  readonly train: number;
  readonly validation: number;
  readonly heldOut: number;
  readonly leftOut: number;
  /** Of the held-out rows, those that the parent held out. */
  readonly anchor: number;
  readonly units: number;
  /** Rows of the largest unit. */
  readonly largestUnit: number;
  /** Units of which the parent has no row, their rows, and how many of these are held out: what today's percentage decided. */
  readonly newUnits: number;
  readonly newRows: number;
  readonly newHeldOut: number;
  /** Labels that are trained on and not held out, with their rows in train; most rows first. */
  readonly untestedLabels: readonly { readonly label: string; readonly train: number }[];
}

/** Label of each row as an index into the names; any other number for a row without one. */
export interface RowLabels {
  readonly of: Uint32Array;
  readonly names: readonly string[];
}

export function measureSplit(input: SplitInput, splits: Uint8Array, labels: RowLabels | null): SplitFigures {
  const rows = [0, 0, 0, 0];
  for (const split of splits) rows[split] = (rows[split] ?? 0) + 1;
  const [leftOut = 0, train = 0, validation = 0, heldOut = 0] = rows;
  return {
    train,
    validation,
    heldOut,
    leftOut,
    anchor: input.pinned.reduce((sum, side) => sum + (side === splitNumbers.heldOut ? 1 : 0), 0),
    ...unitFigures(input, splits),
    untestedLabels: labels === null ? [] : untested(splits, labels),
  };
}

type UnitFigures = Pick<SplitFigures, 'units' | 'largestUnit' | 'newUnits' | 'newRows' | 'newHeldOut'>;

function unitFigures(input: SplitInput, splits: Uint8Array): UnitFigures {
  const units = splitUnits(input);
  const size = new Uint32Array(input.count);
  const heldOut = new Uint32Array(input.count);
  const isKnown = new Uint8Array(input.count);
  for (let row = 0; row < input.count; row += 1) {
    const unit = units[row] ?? row;
    size[unit] = (size[unit] ?? 0) + 1;
    if (splits[row] === splitNumbers.heldOut) heldOut[unit] = (heldOut[unit] ?? 0) + 1;
    if (input.pinned[row] !== splitNumbers.none) isKnown[unit] = 1;
  }
  const figures = { units: 0, largestUnit: 0, newUnits: 0, newRows: 0, newHeldOut: 0 };
  for (let unit = 0; unit < input.count; unit += 1) {
    const rows = size[unit] ?? 0;
    if (rows === 0) continue;
    figures.units += 1;
    figures.largestUnit = Math.max(figures.largestUnit, rows);
    if (isKnown[unit] === 1) continue;
    figures.newUnits += 1;
    figures.newRows += rows;
    figures.newHeldOut += heldOut[unit] ?? 0;
  }
  return figures;
}

function untested(splits: Uint8Array, { of, names }: RowLabels): SplitFigures['untestedLabels'] {
  const [trained, tested] = [new Uint32Array(names.length), new Uint32Array(names.length)];
  for (let row = 0; row < splits.length; row += 1) {
    const label = of[row] ?? names.length;
    if (label >= names.length) continue;
    if (splits[row] === splitNumbers.train) trained[label] = (trained[label] ?? 0) + 1;
    if (splits[row] === splitNumbers.heldOut) tested[label] = (tested[label] ?? 0) + 1;
  }
  return names
    .map((label, index) => ({ label, train: trained[index] ?? 0, tested: tested[index] ?? 0 }))
    .filter(({ train, tested: held }) => train > 0 && held === 0)
    .map(({ label, train }) => ({ label, train }))
    .toSorted((left, right) => right.train - left.train || (left.label < right.label ? -1 : 1));
}
