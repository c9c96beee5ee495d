/** The few shingles of a set by which its near-duplicates are looked up: the rarest ones, because almost nobody else has them. */

import { mix } from '../text/mix.js';
import { onlyIdentical, prefixLength } from './bounds.js';
import type { Thousandths } from './bounds.js';
import { noSurvivor } from './survivors.js';
import type { Survivor, Survivors } from './survivors.js';

export interface Prefix {
  /** Two sets without a common key are no near-duplicates. In the one order that all sets share, rarest first. */
  keys: Uint32Array;
  /** Place of the first key in that order of the whole set; the others follow it. Below 0 for a key that stands for all of the set. */
  first: number;
}

export interface Prefixes {
  /** The keys are a view that the next call writes over. */
  take(set: Survivor): Readonly<Prefix>;
}

/** Above it a shingle is frequent, and which of two is more so does not matter; times 2^32 it stays an exact integer. */
const mostCounted = 2 ** 20;
const mostSlots = 22;

/** Counts, for each shingle, the survivors that have it; shingles that share a slot look more frequent than they are. */
export function createPrefixes(survivors: Survivors, t: Thousandths): Prefixes {
  const bits = Math.min(Math.max(Math.ceil(Math.log2(Math.max(survivors.hashes, 1))), 10), mostSlots);
  const shift = 32 - bits;
  const counts = countShared(survivors, shift);
  let keys = new Uint32Array(1024);
  let ranked = new Float64Array(1024);
  const prefix: Prefix = { keys, first: 0 };

  const take = (set: Survivor): Prefix => {
    const { segment, start, end, size, slack } = set;
    if (end - start >= ranked.length) {
      ranked = new Float64Array((end - start) * 2);
      keys = new Uint32Array(ranked.length);
    }
    let shared = 0;
    for (let at = start; at < end; at += 1) {
      const hash = segment[at] ?? 0;
      const count = counts[hash >>> shift] ?? 0;
      if (count < 2) continue;
      ranked[shared] = Math.min(count, mostCounted) * 2 ** 32 + hash;
      shared += 1;
    }
    // The rarest of all are those that nobody else has: they take their part of the prefix and are no keys.
    const alone = size - shared;
    let filled = 0;
    if (alone === 0 && onlyIdentical(size, t)) {
      keys[0] = keyOfAll(set);
      filled = 1;
    }
    prefix.first = alone - filled;
    // A larger true set may have near-duplicates that are not the same.
    const length = onlyIdentical(size + slack, t) ? 0 : Math.min(prefixLength(size, t) + slack - alone, shared);
    bringForward(ranked.subarray(0, shared), length);
    for (let index = 0; index < length; index += 1) {
      keys[filled] = (ranked[index] ?? 0) % 2 ** 32;
      filled += 1;
    }
    prefix.keys = keys.subarray(0, filled);
    return prefix;
  };
  return { take };
}

function keyOfAll({ segment, start, end, size }: Survivor): number {
  let key = size;
  for (let at = start; at < end; at += 1) key = mix(key + (segment[at] ?? 0));
  return key;
}

/** Sorts no more than it must: the smallest `length` values come first, in order. */
function bringForward(values: Float64Array, length: number): void {
  if (length > 32) {
    values.sort();
    return;
  }
  for (let index = 1; length > 0 && index < values.length; index += 1) {
    const value = values[index] ?? 0;
    let at = Math.min(index, length);
    // What the last of the smallest gives way to is lost; it is no key.
    if (at === length && value >= (values[length - 1] ?? 0)) continue;
    if (at === length) at -= 1;
    for (; at > 0 && (values[at - 1] ?? 0) > value; at -= 1) values[at] = values[at - 1] ?? 0;
    values[at] = value;
  }
}

function countShared(survivors: Survivors, shift: number): Uint32Array {
  const counts = new Uint32Array(2 ** (32 - shift));
  const set = noSurvivor();
  for (let index = 0; index < survivors.count; index += 1) {
    survivors.load(index, set);
    for (let at = set.start; at < set.end; at += 1) {
      const slot = (set.segment[at] ?? 0) >>> shift;
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
  }
  return counts;
}
