/**
 * Discrete distributions as lists of probabilities, built outward from the most likely value. Separate from the tests that
 * use them because the numerics (no logarithm of a factorial, no overflow, no cancellation) are the same for all.
 */

/** Probabilities of `low`, `low + 1`, …; they sum to 1. */
export interface Distribution {
  readonly low: number;
  readonly probabilities: readonly number[];
}

/** Terms this small beside the largest one are left out; a tail below about 1e-30 reads as 0. */
const negligible = 1e-30;

/** Number of successes in independent trials. */
export function binomial(trials: number, probability: number): Distribution {
  if (probability <= 0) return { low: 0, probabilities: [1] };
  if (probability >= 1) return { low: trials, probabilities: [1] };
  const odds = probability / (1 - probability);
  return fromRatios({
    low: 0,
    high: trials,
    mode: Math.min(trials, Math.floor((trials + 1) * probability)),
    ratio: (k) => ((trials - k) / (k + 1)) * odds,
  });
}

/**
 * Number of bad items among `drawn`, when `bad` of `total` are bad and every draw is equally likely.
 * P(k) = C(drawn, k) C(total - drawn, bad - k) / C(total, bad); the ratio of neighbours needs no binomial coefficient.
 */
export function hypergeometric(population: { readonly total: number; readonly bad: number; readonly drawn: number }): Distribution {
  const { total, bad, drawn } = population;
  const rest = total - drawn;
  return fromRatios({
    low: Math.max(0, bad - rest),
    high: Math.min(bad, drawn),
    mode: Math.floor(((bad + 1) * (drawn + 1)) / (total + 2)),
    ratio: (k) => ((bad - k) * (drawn - k)) / ((k + 1) * (rest - bad + k + 1)),
  });
}

/** Distribution of the sum of two independent numbers. */
export function sumOf(left: Distribution, right: Distribution): Distribution {
  const probabilities = Array.from({ length: left.probabilities.length + right.probabilities.length - 1 }, () => 0);
  left.probabilities.forEach((p, i) => {
    right.probabilities.forEach((q, j) => {
      probabilities[i + j] = (probabilities[i + j] ?? 0) + p * q;
    });
  });
  return { low: left.low + right.low, probabilities };
}

/** P(value >= `from`). Summed from the far end, where the terms are small, so that a small tail keeps its digits. */
export function upperTail(distribution: Distribution, from: number): number {
  const { low, probabilities } = distribution;
  if (from <= low) return 1;
  let sum = 0;
  for (let index = probabilities.length - 1; index >= from - low; index -= 1) sum += probabilities[index] ?? 0;
  return Math.min(1, sum);
}

interface Shape {
  readonly low: number;
  readonly high: number;
  readonly mode: number;
  /** P(k + 1) / P(k). */
  readonly ratio: (k: number) => number;
}

/** Both families are log-concave: away from the mode the terms only shrink, so nothing overflows and the ends can be cut. */
function fromRatios({ low, high, mode, ratio }: Shape): Distribution {
  const start = Math.min(high, Math.max(low, mode));
  const above: number[] = [];
  let weight = 1;
  for (let k = start; k < high; k += 1) {
    weight *= ratio(k);
    if (weight < negligible) break;
    above.push(weight);
  }
  const below: number[] = [];
  weight = 1;
  for (let k = start - 1; k >= low; k -= 1) {
    weight /= ratio(k);
    if (weight < negligible) break;
    below.push(weight);
  }
  const weights = [...below.reverse(), 1, ...above];
  const total = weights.reduce((sum, term) => sum + term, 0);
  return { low: start - below.length, probabilities: weights.map((term) => term / total) };
}
