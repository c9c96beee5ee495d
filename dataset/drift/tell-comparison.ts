/** The figures of a comparison in two sentences, for the reasons of all checks that compare distributions. */

import type { Comparison, Move } from './compare.js';
import { percent, quoted, tellP } from './wording.js';

/** `limits` such as `warns from 0.1`. */
export function tellComparison(comparison: Comparison, limits: string): string {
  const { distance, rawDistance, stability, p, largestMove, existing, fresh } = comparison;
  const figures = `Jensen-Shannon distance ${distance.toFixed(3)} beyond chance (${rawDistance.toFixed(3)} in all; ${limits}), ${tellP(p)}, PSI ${stability.toFixed(3)}`;
  const move = largestMove === null ? '' : ` Largest move: ${tellMove(largestMove)}.`;
  return `${fresh} new against ${existing} existing: ${figures}.${move}`;
}

/** `"refund" from 12.0 % to 41.5 % (+29.5 points)`. */
export function tellMove({ name, before, now }: Move): string {
  const points = (now - before) * 100;
  return `${quoted(name)} from ${percent(before)} to ${percent(now)} (${points < 0 ? '' : '+'}${points.toFixed(1)} points)`;
}
