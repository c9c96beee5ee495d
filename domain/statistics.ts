/** Estimates with their uncertainty, for gates. Tests of counts are in exact-tests; this file answers "how large", not "is it". */

import type { TwoArms } from './exact-tests.js';

/** 95 % quantile of the standard normal distribution. */
const z95 = 1.6448536269514722;
/** Its 97.5 % quantile: 2.5 % are left on each side. */
const z975 = 1.959963984540054;

/** Two answer sheets over the same items. */
export interface PairedCounts {
  readonly items: number;
  /** Right by the champion, wrong by the candidate. */
  readonly broken: number;
  /** Wrong by the champion, right by the candidate. */
  readonly fixed: number;
}

export interface Bounds {
  readonly estimate: number;
  /** Each bound holds with 95 % on its own side. */
  readonly lower: number;
  readonly upper: number;
}

/**
 * Candidate's share right minus the champion's, with one-sided 95 % bounds: the adjusted Wald interval for paired
 * proportions (Bonett and Price 2012, J. Educ. Behav. Stat. 37, 479-488): one item is added to each kind of disagreement,
 * which keeps the coverage near its promise for few disagreements, none included. For reports; decisions use the exact test.
 */
export function pairedDifference({ items, broken, fixed }: PairedCounts): Bounds {
  if (items === 0) return { estimate: 0, lower: -1, upper: 1 };
  const lost = (broken + 1) / (items + 2);
  const won = (fixed + 1) / (items + 2);
  const width = z95 * Math.sqrt((lost + won - (won - lost) ** 2) / (items + 2));
  return {
    estimate: (fixed - broken) / items,
    lower: Math.max(-1, won - lost - width),
    upper: Math.min(1, won - lost + width),
  };
}

export interface Interval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * A share with its two-sided 95 % interval by scores (Wilson 1927, J. Am. Stat. Assoc. 22, 209-212), which, other than the usual normal one,
 * keeps near its promise for few trials and for shares near 0 and 1 (Brown, Cai and DasGupta 2001, Stat. Sci. 16, 101-133).
 * Undefined without trials. For reports; decisions use exact tests.
 */
export function wilsonInterval(successes: number, trials: number): Interval | undefined {
  if (trials === 0) return undefined;
  const estimate = successes / trials;
  const shrink = 1 + z975 ** 2 / trials;
  const centre = (estimate + z975 ** 2 / (2 * trials)) / shrink;
  const width = (z975 / shrink) * Math.sqrt((estimate * (1 - estimate)) / trials + z975 ** 2 / (4 * trials ** 2));
  // At 0 and at all, rounding would leave the bound a hair off its own estimate.
  return {
    estimate,
    lower: successes === 0 ? 0 : centre - width,
    upper: successes === trials ? 1 : centre + width,
  };
}

/**
 * Mantel-Haenszel risk difference over windows: each window's difference of rates weighted by n1 n0 / (n1 + n0)
 * (Greenland and Robins 1985, Biometrics 41, 55-68), so that a change of traffic weights or of the common error rate
 * between windows does not pose as a difference between the arms. Undefined when no window has both arms.
 */
export function stratifiedDifference(windows: readonly TwoArms[]): number | undefined {
  let weights = 0;
  let sum = 0;
  for (const { candidateBad, candidateTotal, controlBad, controlTotal } of windows) {
    if (candidateTotal === 0 || controlTotal === 0) continue;
    const total = candidateTotal + controlTotal;
    weights += (candidateTotal * controlTotal) / total;
    sum += (candidateBad * controlTotal - controlBad * candidateTotal) / total;
  }
  return weights === 0 ? undefined : sum / weights;
}

/**
 * Percentile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, as in R, NumPy and Excel).
 * `percent` is 0 to 100. Undefined for an empty list.
 */
export function percentile(values: readonly number[], percent: number): number | undefined {
  return percentileOfSorted(
    values.toSorted((left, right) => left - right),
    percent,
  );
}

/** As `percentile`, of values in ascending order. */
export function percentileOfSorted(sorted: ArrayLike<number>, percent: number): number | undefined {
  const position = (sorted.length - 1) * (percent / 100);
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) return undefined;
  return below + (above - below) * (position - Math.floor(position));
}
