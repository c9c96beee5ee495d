/** All examples of a build in columns of numbers, about 110 bytes each: texts stay on disk, and are read again where one is needed. */

import { closeSync, openSync, readSync } from 'node:fs';
import { splitNumbers } from '../split/assign.js';
import { emptyFacts, factsBlock, factsBytes, readFacts, type Facts } from './facts.js';
import type { Input } from './inputs.js';
import { segmentPath, type Segment } from './segments.js';

/** What becomes of an example. */
export const fates = { accepted: 0, exact: 1, normalised: 2, near: 3, filtered: 4, removed: 5 } as const;
export type Fate = (typeof fates)[keyof typeof fates];

export const nobody = 0xffffffff;

export interface Columns {
  readonly count: number;
  /** The first so many are of the parent version. */
  readonly existing: number;
  readonly id: Buffer;
  readonly rowOffset: Float64Array;
  readonly rowBytes: Uint32Array;
  readonly line: Uint32Array;
  readonly shinglesAt: Float64Array;
  readonly shingles: Uint32Array;
  /** Two numbers an example. */
  readonly normalised: Uint32Array;
  readonly prompt: Uint32Array;
  readonly beside: Uint32Array;
  readonly fraction: Float64Array;
  readonly score: Float32Array;
  readonly flags: Uint8Array;
  /** As `splitNumbers`; of existing examples only. */
  readonly pinned: Uint8Array;
  readonly fate: Uint8Array;
  /** The example that is kept in the place of a duplicate; `nobody` otherwise. */
  readonly leader: Uint32Array;
  /** First example of each segment, and the end. */
  readonly segmentStart: Uint32Array;
  readonly segments: readonly Segment[];
  readonly inputs: readonly Input[];
  readonly folder: string;
}

export function loadColumns(folder: string, segments: readonly Segment[], inputs: readonly Input[]): Columns {
  const count = segments.reduce((sum, { examples }) => sum + examples, 0);
  const isExisting = ({ input }: Segment): boolean => inputs[input]?.kind === 'existing';
  const existing = segments.filter(isExisting).reduce((sum, { examples }) => sum + examples, 0);
  const columns = emptyColumns(count, { folder, segments, inputs, existing });
  let at = 0;
  let shingleStart = 0;
  segments.forEach((segment, index) => {
    columns.segmentStart[index] = at;
    const input = inputs[segment.input];
    const pinned = input?.kind === 'existing' ? splitNumbers[input.split] : splitNumbers.none;
    forEachFacts(folder, segment, (facts) => {
      columns.pinned[at] = pinned;
      columns.shinglesAt[at] = shingleStart;
      shingleStart += facts.shingles;
      take(columns, at, facts);
      at += 1;
    });
    // Shingles are found by their place within the segment's own file.
    shingleStart = 0;
  });
  columns.segmentStart[segments.length] = at;
  return columns;
}

function take(columns: Columns, at: number, facts: Facts): void {
  columns.id.set(facts.id, at * 32);
  columns.rowOffset[at] = facts.rowOffset;
  columns.rowBytes[at] = facts.rowBytes;
  columns.line[at] = facts.line;
  columns.shingles[at] = facts.shingles;
  columns.normalised.set(facts.normalised, at * 2);
  columns.prompt.set(facts.prompt, at * 2);
  columns.beside.set(facts.beside, at * 2);
  columns.fraction[at] = facts.fraction;
  columns.score[at] = facts.score;
  columns.flags[at] = facts.flags;
}

function emptyColumns(
  count: number,
  known: { readonly folder: string; readonly segments: readonly Segment[]; readonly inputs: readonly Input[]; readonly existing: number },
): Columns {
  return {
    ...known,
    count,
    id: Buffer.alloc(count * 32),
    rowOffset: new Float64Array(count),
    rowBytes: new Uint32Array(count),
    line: new Uint32Array(count),
    shinglesAt: new Float64Array(count),
    shingles: new Uint32Array(count),
    normalised: new Uint32Array(count * 2),
    prompt: new Uint32Array(count * 2),
    beside: new Uint32Array(count * 2),
    fraction: new Float64Array(count),
    score: new Float32Array(count),
    flags: new Uint8Array(count),
    pinned: new Uint8Array(count),
    fate: new Uint8Array(count),
    leader: new Uint32Array(count).fill(nobody),
    segmentStart: new Uint32Array(known.segments.length + 1),
  };
}

const recordsAtOnce = 4096;

/** The facts of a segment's examples in order; the object is the same one each time. */
export function forEachFacts(folder: string, segment: Segment, visit: (facts: Facts) => void): void {
  const facts = emptyFacts();
  const block = factsBlock(recordsAtOnce);
  const handle = openSync(segmentPath(folder, segment.number, 'facts'), 'r');
  try {
    for (let done = 0; done < segment.examples;) {
      const wanted = Math.min(recordsAtOnce, segment.examples - done);
      const read = readSync(handle, block.bytes, 0, wanted * factsBytes, done * factsBytes);
      if (read !== wanted * factsBytes)
        throw new Error(`Expected ${segment.examples} records in segment ${segment.number}, found less. The work folder was changed.`);
      for (let index = 0; index < wanted; index += 1) {
        readFacts(facts, block, index);
        visit(facts);
      }
      done += wanted;
    }
  } finally {
    closeSync(handle);
  }
}

/** Index of the segment that holds an example. */
export function segmentOf({ segmentStart, segments }: Columns, record: number): number {
  let [low, high] = [0, segments.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segmentStart[middle] ?? 0) <= record) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The file of an example as reports name it. */
export function fileOf(columns: Columns, record: number): string {
  const segment = columns.segments[segmentOf(columns, record)];
  return columns.inputs[segment?.input ?? -1]?.name ?? '';
}
