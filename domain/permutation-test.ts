/** P of a table of two samples by shuffling: who belongs to which sample is drawn anew, many times, with a seed. Separate from the G-test because it is the slow, exact way. */

import type { TwoCounts } from './distribution-distance.js';
import { createRandom } from './seeded-random.js';

const seed = 0x6d61_7463;
const mostDraws = 4_999;
/** Work of one test, in drawn examples. 0.001 needs at least 1,999 draws to be told from 0.002. */
const workBudget = 25_000_000;
/** Stops once this many shuffles were as extreme (Besag and Clifford 1991): a p near 0.5 is known after some 40 draws. */
const enoughAsExtreme = 20;

/**
 * P(G* >= G) over random divisions of all observations into samples of the given sizes: the share of shuffles at least as extreme,
 * the observed division counted as one of them (so never 0). Deterministic.
 */
export function permutationTail(table: TwoCounts): number {
  // The smaller sample is drawn; the statistic is symmetric.
  const leftIsSmaller = sum(table.left) <= sum(table.right);
  const small = Uint32Array.from(leftIsSmaller ? table.left : table.right);
  const all = Uint32Array.from(table.left, (count, index) => count + (table.right[index] ?? 0));
  const drawn = small.reduce((total, count) => total + count, 0);
  const observations = spread(all);
  const xLogX = tableOfXLogX(all.reduce((most, count) => Math.max(most, count), 0));
  const associationOf = (row: Uint32Array): number => association(row, all, xLogX);
  // Sums in another order differ in the last digits.
  const observed = associationOf(small) * (1 - 1e-12);
  const draws = Math.min(mostDraws, Math.max(1_999, Math.floor(workBudget / Math.max(1, drawn))));
  const random = createRandom(seed);
  const sample = new Uint32Array(all.length);
  let extreme = 0;
  for (let draw = 1; draw <= draws; draw += 1) {
    drawInto(sample, observations, { random, drawn });
    if (associationOf(sample) >= observed) extreme += 1;
    if (extreme === enoughAsExtreme) return extreme / draw;
  }
  return (extreme + 1) / (draws + 1);
}

/** The category of every observation. */
function spread(all: Uint32Array): Uint32Array {
  const observations = new Uint32Array(all.reduce((total, count) => total + count, 0));
  let at = 0;
  all.forEach((count, category) => {
    observations.fill(category, at, at + count);
    at += count;
  });
  return observations;
}

/** The first steps of a Fisher-Yates shuffle; the list may stay shuffled from draw to draw. */
function drawInto(sample: Uint32Array, observations: Uint32Array, { random, drawn }: { random: () => number; drawn: number }): void {
  sample.fill(0);
  for (let index = 0; index < drawn; index += 1) {
    const other = index + Math.floor(random() * (observations.length - index));
    const category = observations[other] as number;
    observations[other] = observations[index] as number;
    observations[index] = category;
    (sample[category] as number) += 1;
  }
}

/** The part of G that varies when the margins are given: sum of x ln x over both rows. */
function association(sample: Uint32Array, all: Uint32Array, xLogX: Float64Array): number {
  let result = 0;
  for (let category = 0; category < all.length; category += 1) {
    const count = sample[category] as number;
    result += (xLogX[count] as number) + (xLogX[(all[category] as number) - count] as number);
  }
  return result;
}

/** Each shuffle needs two logarithms a category. */
function tableOfXLogX(largest: number): Float64Array {
  return Float64Array.from({ length: largest + 1 }, (_, x) => (x === 0 ? 0 : x * Math.log(x)));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
