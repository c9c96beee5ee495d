/** Every suite that was measured: shares right with their intervals, and candidate against champion item by item. */

import { pairedDifference, wilsonInterval, type Bounds, type Interval } from '../../domain/statistics.js';
import { pairUp, resultOf, rightOf } from '../../evaluation/pairing.js';
import type { Evidence, Measurements, SuiteName } from '../../evaluation/results.js';

export interface SuiteRow {
  readonly name: string;
  readonly candidate: SuiteSheet | null;
  /** Null in a first release, or where it was not measured. */
  readonly champion: SuiteSheet | null;
  readonly paired: { readonly difference: Bounds; readonly broken: readonly string[]; readonly fixed: readonly string[] } | null;
  /** Why there is no pairing, as a clause. */
  readonly problem: string | null;
}

export interface SuiteSheet {
  readonly right: number;
  readonly items: number;
  readonly share: Interval;
}

const names: Readonly<Record<SuiteName, string>> = { anchor: 'anchor', heldOut: 'held-out', regression: 'regression', safety: 'safety' };
const order: readonly SuiteName[] = ['anchor', 'heldOut', 'regression', 'safety'];

export function suiteRows({ candidate, champion }: Evidence): SuiteRow[] {
  const measured = order.filter((suite) => candidate.suites[suite] !== undefined || champion?.suites[suite] !== undefined);
  return measured.map((suite) => {
    const sheets = { candidate: sheetOf(candidate, suite), champion: champion === null ? null : sheetOf(champion, suite) };
    if (champion === null)
      return { name: names[suite], ...sheets, paired: null, problem: 'a first release has nothing to be compared with' };
    const pairing = pairUp(resultOf(candidate, suite), resultOf(champion, suite));
    if ('problem' in pairing) return { name: names[suite], ...sheets, paired: null, problem: pairing.problem };
    const { items, broken, fixed } = pairing.pairs;
    const difference = pairedDifference({ items, broken: broken.length, fixed: fixed.length });
    return { name: names[suite], ...sheets, paired: { difference, broken, fixed }, problem: null };
  });
}

function sheetOf(measurements: Measurements, suite: SuiteName): SuiteSheet | null {
  const result = resultOf(measurements, suite);
  if (result === undefined) return null;
  const right = rightOf(result);
  const share = wilsonInterval(right, result.items.length);
  return share === undefined ? null : { right, items: result.items.length, share };
}
