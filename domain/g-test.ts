/** Do two samples of labelled things come from one distribution? The likelihood-ratio test of a table of two rows, fit for rare categories too. */

import { chiSquareTail } from './chi-square.js';
import type { TwoCounts } from './distribution-distance.js';
import { permutationTail } from './permutation-test.js';

export interface GTest {
  /** P of a difference at least as large when both samples are from one distribution. */
  readonly p: number;
  readonly statistic: number;
  readonly method: 'chi-square' | 'permutation' | 'chi-square-pooled';
}

/** Below this expectation the chi-square tail is no longer trusted (Cochran 1954). */
const minimumExpected = 5;
/** Shuffling costs (draws x smaller sample); larger samples are pooled instead. */
const largestShuffledSample = 20_000;
const largestShuffledTotal = 2_000_000;

/**
 * G-test of homogeneity (Sokal and Rohlf, Biometry, ch. 17). Where every expected count is 5 or more: the chi-square tail. With rarer
 * categories: the same statistic against seeded shuffles, which is exact but for its resolution of 2e-4 and sees what happens in rare
 * categories; in samples too large for that the rare ones are pooled first. The same counts always give the same p.
 */
export function gTest({ left, right }: TwoCounts): GTest {
  const table = withoutEmpty({ left, right });
  const n = total(table.left);
  const m = total(table.right);
  if (n === 0 || m === 0 || table.left.length < 2) return { p: 1, statistic: 0, method: 'chi-square' };
  const smallerShare = Math.min(n, m) / (n + m);
  const rare = table.left.map((count, index) => (count + (table.right[index] ?? 0)) * smallerShare < minimumExpected);
  const statistic = gStatistic(table);
  if (!rare.includes(true)) return { p: chiSquareTail(statistic, table.left.length - 1), statistic, method: 'chi-square' };
  if (Math.min(n, m) <= largestShuffledSample && n + m <= largestShuffledTotal) {
    return { p: permutationTail(table), statistic, method: 'permutation' };
  }
  const pooled = withoutEmpty({ left: pool(table.left, rare), right: pool(table.right, rare) });
  const pooledStatistic = gStatistic(pooled);
  return { p: chiSquareTail(pooledStatistic, pooled.left.length - 1), statistic: pooledStatistic, method: 'chi-square-pooled' };
}

/** 2 sum of observed x ln(observed / expected). */
export function gStatistic({ left, right }: TwoCounts): number {
  const n = total(left);
  const m = total(right);
  let sum = xLogX(n + m) - xLogX(n) - xLogX(m);
  left.forEach((count, index) => {
    const other = right[index] ?? 0;
    sum += xLogX(count) + xLogX(other) - xLogX(count + other);
  });
  return Math.max(0, 2 * sum);
}

function xLogX(x: number): number {
  return x > 0 ? x * Math.log(x) : 0;
}

function withoutEmpty({ left, right }: TwoCounts): TwoCounts {
  const occurs = left.map((count, index) => count + (right[index] ?? 0) > 0);
  return { left: left.filter((_, index) => occurs[index]), right: right.filter((_, index) => occurs[index]) };
}

/** The rare ones become one category, the last. */
function pool(counts: readonly number[], rare: readonly boolean[]): number[] {
  const kept = counts.filter((_, index) => rare[index] === false);
  return [...kept, total(counts) - total(kept)];
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
