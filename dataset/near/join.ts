/**
 * The exact near-duplicate join: finds every record whose similarity with a kept record that comes before it reaches the limit, by a prefix
 * filter behind a sketch, and verifies each on the shingles themselves. Kept records are pairwise below the limit, and nothing is dropped for
 * its likeness to a dropped one.
 */

import { thousandthsOf } from './bounds.js';
import { createClusters } from './clusters.js';
import { compareAll } from './compare.js';
import { createSketch } from './sketch.js';
import { createSurvivors } from './survivors.js';
import { createVerifier } from './verify.js';
import type { NearPair } from './verify.js';

export interface ShingleSource {
  /** Hashes in all, with repeats: sizes the sketch. */
  readonly total: number;
  /** Each record once, in any order but the same both times. The hashes, unsorted and with repeats, may be a view that the next one writes over. */
  forEach(visit: (record: number, hashes: Uint32Array) => void): void;
}

export interface JoinInput {
  /** Records, numbered from 0 in the order of priority: those of the existing training set first, then the better, then the earlier. */
  readonly count: number;
  /** The first so many records stay whatever they resemble: an earlier version accepted them. They are compared with later ones only. */
  readonly keep: number;
  /** Called twice. Records that are not to take part (exact duplicates, for one) are left out of it. */
  readonly shingles: ShingleSource;
  /** The shingles themselves; asked of records that their hashes say are near another one. */
  readonly strings: (record: number) => ReadonlySet<string>;
  /** 0.5 to 1. */
  readonly similarity: number;
  /**
   * `leaders`: each dropped record hangs together with its leader; what is kept has no near-duplicates. `all`: every two near-duplicates hang
   * together, which splitting needs when they stay in the set. The pairs are the same.
   */
  readonly edges: 'leaders' | 'all';
  readonly budget: JoinBudget;
}

export interface JoinBudget {
  /** Pairs of records that may be compared. */
  readonly candidates: number;
}

export interface JoinResult {
  /** One for each near-duplicate: its leader is the first kept record that is near enough. */
  readonly pairs: readonly NearPair[];
  /** By record: the first record of its cluster, itself where it is alone. */
  readonly clusters: Uint32Array;
  readonly stats: JoinStats;
  /** Which budget was breached, for people; then nothing else of the result may be used. */
  readonly breached: string | null;
}

export interface JoinStats {
  /** Records that the sketch could not clear. */
  readonly suspicious: number;
  /** Pairs that were compared by their hashes. */
  readonly candidates: number;
  /** Pairs that were compared by their shingles. */
  readonly verified: number;
}

/** Enough for sets in which nearly all records share a template; a set where all resemble all breaches it within minutes. */
export function defaultBudget(records: number): JoinBudget {
  return { candidates: 10_000_000 + 50 * records };
}

/** Throws a `RangeError` for a similarity outside of 0.5 to 1. */
export function joinNear(input: JoinInput): JoinResult {
  const t = thousandthsOf(input.similarity);
  const sketch = createSketch(input.shingles.total);
  input.shingles.forEach((_, hashes) => {
    sketch.add(hashes);
  });
  const survivors = createSurvivors(sketch.finish(), t);
  input.shingles.forEach((record, hashes) => {
    survivors.offer(record, hashes);
  });
  return compareAll({ input, t, survivors, clusters: createClusters(input.count), verifier: createVerifier(input.strings, t) });
}
