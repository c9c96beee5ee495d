/** Whether two sets are near-duplicates: first by their sorted hashes, then by the shingles themselves. */

import { leastOverlap, reaches } from './bounds.js';
import type { Thousandths } from './bounds.js';
import type { Survivor } from './survivors.js';

/** A record that is too near to one that comes before it. similarity = overlap / union. */
export interface NearPair {
  readonly record: number;
  readonly leader: number;
  readonly overlap: number;
  readonly union: number;
}

/**
 * What the hashes say. Two shingles of a set that share a hash make its size and the overlap smaller by one. Such a set has a hash that came
 * twice, so only where both have `slack` an overlap of one less than needed may still be enough.
 */
export function maybeNear(one: Survivor, other: Survivor, t: Thousandths): boolean {
  const needed = leastOverlap(one.size + other.size, t) - (one.slack & other.slack);
  return Math.min(one.size, other.size) >= needed && sharedOf(one, other, needed) >= needed;
}

/** Size of the intersection, or less than `needed` as soon as that cannot be reached. */
function sharedOf(one: Survivor, other: Survivor, needed: number): number {
  const [left, right] = [one.segment, other.segment];
  let [at, from, shared] = [one.start, other.start, 0];
  let spareLeft = one.end - at - needed;
  let spareRight = other.end - from - needed;
  while (spareLeft >= 0 && spareRight >= 0 && at < one.end && from < other.end) {
    const difference = (left[at] ?? 0) - (right[from] ?? 0);
    if (difference <= 0) at += 1;
    if (difference >= 0) from += 1;
    if (difference < 0) spareLeft -= 1;
    else if (difference > 0) spareRight -= 1;
    else shared += 1;
  }
  return shared;
}

export interface Verifier {
  /** The pair with its exact overlap. */
  compare(record: number, leader: number): NearPair;
  isNear(pair: NearPair): boolean;
}

/** Leaders of large clusters are asked for again and again. */
const mostRemembered = 256;

export function createVerifier(strings: (record: number) => ReadonlySet<string>, t: Thousandths): Verifier {
  const remembered = new Map<number, ReadonlySet<string>>();
  const setOf = (record: number): ReadonlySet<string> => {
    const known = remembered.get(record);
    if (known !== undefined) return known;
    if (remembered.size === mostRemembered) remembered.clear();
    const set = strings(record);
    remembered.set(record, set);
    return set;
  };
  return {
    compare: (record, leader) => {
      const [one, other] = [setOf(record), setOf(leader)];
      const [smaller, larger] = one.size < other.size ? [one, other] : [other, one];
      let overlap = 0;
      for (const shingle of smaller) if (larger.has(shingle)) overlap += 1;
      return { record, leader, overlap, union: one.size + other.size - overlap };
    },
    isNear: (pair) => pair.overlap > 0 && reaches(pair.overlap, pair.union, t),
  };
}
