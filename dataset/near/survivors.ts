/**
 * The records that may have a near-duplicate, each with its set of shingles as sorted hashes. Shingles that no other record has are left out
 * and only counted: they can never be shared.
 */

import { prefixLength } from './bounds.js';
import { createSegments, startOf } from './segments.js';
import type { Thousandths } from './bounds.js';
import type { FinishedSketch } from './sketch.js';

export interface Survivor {
  record: number;
  /** Distinct hashes, those that were left out among them. */
  size: number;
  /**
   * 1 when a hash came twice: two different shingles may share it, so that the true set is larger by one than `size` and an overlap too. Where
   * nothing came twice, there is a hash for each shingle and the sizes are exact.
   */
  slack: number;
  segment: Uint32Array;
  /** First and exclusive last of the sorted hashes in the segment. */
  start: number;
  end: number;
}

export interface Survivors {
  /** Looks at the shingles of a record, unsorted and with repeats, and keeps them if the sketch cannot clear it. */
  offer(record: number, hashes: Uint32Array): void;
  readonly count: number;
  /** Fills in the survivor of that index, by the order in which they were kept. */
  load(index: number, into: Survivor): void;
  /** Indexes of the survivors in the order of their records. `records`: how many there are in all. */
  inOrder(records: number): Uint32Array;
  /** How many hashes are kept in all. */
  readonly hashes: number;
}

export const noSurvivor = (): Survivor => ({ record: 0, size: 0, slack: 0, segment: new Uint32Array(), start: 0, end: 0 });

const fields = 4;

export function createSurvivors(sketch: FinishedSketch, t: Thousandths): Survivors {
  const segments = createSegments();
  let [count, hashes] = [0, 0];
  let scratch = new Uint32Array(4096);
  /** Of each survivor: record, size * 2 + slack, kept hashes, position. */
  let table = new Uint32Array(fields * 1024);

  const offer = (record: number, offered: Uint32Array): void => {
    // Repeats only make this test more careful: the prefix of the set itself is no longer.
    if (offered.length === 0 || sketch.hasSingles(offered, prefixLength(offered.length, t) + 1)) return;
    if (offered.length > scratch.length) scratch = new Uint32Array(offered.length * 2);
    const sorted = scratch.subarray(0, offered.length);
    sorted.set(offered);
    sorted.sort();
    const size = dropRepeats(sorted);
    const slack = size < sorted.length ? 1 : 0;
    const shared = sketch.dropSingles(sorted.subarray(0, size));
    if (size - shared >= prefixLength(size, t) + slack) return;
    if ((count + 1) * fields > table.length) table = doubled(table);
    const at = count * fields;
    table[at] = record;
    table[at + 1] = size * 2 + slack;
    table[at + 2] = shared;
    table[at + 3] = segments.keep(sorted.subarray(0, shared));
    count += 1;
    hashes += shared;
  };

  const load = (index: number, into: Survivor): void => {
    const at = index * fields;
    const [sizes, position] = [table[at + 1] ?? 0, table[at + 3] ?? 0];
    into.record = table[at] ?? 0;
    into.size = sizes >>> 1;
    into.slack = sizes & 1;
    into.segment = segments.segmentOf(position);
    into.start = startOf(position);
    into.end = into.start + (table[at + 2] ?? 0);
  };

  const inOrder = (records: number): Uint32Array => {
    const survivorOf = new Uint32Array(records);
    for (let index = 0; index < count; index += 1) survivorOf[table[index * fields] ?? 0] = index + 1;
    return survivorOf.filter((survivor) => survivor > 0).map((survivor) => survivor - 1);
  };

  return {
    offer,
    load,
    inOrder,
    get count() {
      return count;
    },
    get hashes() {
      return hashes;
    },
  };
}

/** Of sorted values, in place: how many are left at the front. */
function dropRepeats(sorted: Uint32Array): number {
  let kept = 0;
  for (let index = 0; index < sorted.length; index += 1) {
    const value = sorted[index] ?? 0;
    if (kept > 0 && sorted[kept - 1] === value) continue;
    sorted[kept] = value;
    kept += 1;
  }
  return kept;
}

function doubled(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
