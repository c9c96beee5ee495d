/** Which sets have a key: chains of entries in typed arrays, newest first. */

import { leastOverlap } from './bounds.js';
import type { Thousandths } from './bounds.js';
import type { Prefix } from './prefixes.js';

export interface Postings {
  add(set: number, asked: Asked): void;
  /** Puts into `found` the sets that share a key with this one and may be near it. */
  collect(asked: Asked, found: Found): void;
}

export interface Asked {
  readonly prefix: Readonly<Prefix>;
  readonly size: number;
  readonly slack: number;
}

/** Sets found for one question. */
export interface Found {
  readonly sets: Uint32Array;
  readonly count: number;
  clear(): void;
  /** Whether it is the first time since `clear`. */
  see(set: number): boolean;
  add(set: number): void;
}

const fields = 4;
/** A larger size or place is stored as this one, and tells nothing. */
const mostSize = 2 ** 24 - 1;
const mostPlace = 255;

/** @param expected entries; more only make the chains longer. */
export function createPostings(expected: number, t: Thousandths): Postings {
  const bits = Math.min(Math.max(Math.ceil(Math.log2(Math.max(expected, 1))), 10), 24);
  const shift = 32 - bits;
  /** 0: no entry; else index + 1. */
  const heads = new Uint32Array(2 ** bits);
  /** Of each entry: key, set, size and place, next entry. */
  let entries = new Uint32Array(fields * 4096);
  let count = 0;

  const add = (set: number, { prefix: { keys, first }, size }: Asked): void => {
    for (let index = 0; index < keys.length; index += 1) {
      const at = count * fields;
      if (at === entries.length) entries = doubled(entries);
      const key = keys[index] ?? 0;
      const slot = key >>> shift;
      entries[at] = key;
      entries[at + 1] = set;
      entries[at + 2] = Math.min(size, mostSize) * 256 + Math.min(Math.max(first + index, 0), mostPlace);
      entries[at + 3] = heads[slot] ?? 0;
      count += 1;
      heads[slot] = count;
    }
  };

  /** Neither set has a common shingle before its first common key, so what follows in the shorter rest is all they can share (PPJoin, Xiao 2008). */
  const mayBeNear = (packed: number, place: number, { size, slack }: Asked): boolean => {
    const otherSize = packed >>> 8;
    if (otherSize === mostSize) return true;
    return Math.min(size - place, otherSize - (packed & 255)) >= leastOverlap(size + otherSize, t) - slack;
  };

  const collect = (asked: Asked, found: Found): void => {
    const { keys, first } = asked.prefix;
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] ?? 0;
      const place = Math.max(first + index, 0);
      for (let next = heads[key >>> shift] ?? 0; next > 0;) {
        const at = (next - 1) * fields;
        if (entries[at] === key) {
          const set = entries[at + 1] ?? 0;
          if (found.see(set) && mayBeNear(entries[at + 2] ?? 0, place, asked)) found.add(set);
        }
        next = entries[at + 3] ?? 0;
      }
    }
  };
  return { add, collect };
}

function doubled(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** @param sets how many there are. */
export function createFound(sets: number): Found {
  const seen = new Uint32Array(sets);
  let list = new Uint32Array(1024);
  let [round, count] = [0, 0];
  return {
    get sets() {
      return list.subarray(0, count);
    },
    get count() {
      return count;
    },
    clear: () => {
      round += 1;
      count = 0;
    },
    see: (set) => {
      if (seen[set] === round) return false;
      seen[set] = round;
      return true;
    },
    add: (set) => {
      if (count === list.length) list = doubled(list);
      list[count] = set;
      count += 1;
    },
  };
}
