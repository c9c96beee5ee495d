/** Streams the shingles of all examples, in the order in which they were written: a system call for each four mebibytes instead of one an example. */

import { closeSync, openSync, readSync } from 'node:fs';
import type { Columns } from './columns.js';
import { segmentPath } from './segments.js';

const blockHashes = 1024 * 1024;

/** The hashes are a view that the next call writes over. */
export function forEachShingles(columns: Columns, visit: (record: number, hashes: Uint32Array) => void): void {
  let block = new Uint32Array(blockHashes);
  columns.segments.forEach((segment, index) => {
    const handle = openSync(segmentPath(columns.folder, segment.number, 'shingles'), 'r');
    try {
      // Of the file, in hashes: what the block holds.
      let [start, end] = [0, 0];
      const last = columns.segmentStart[index + 1] ?? 0;
      for (let record = columns.segmentStart[index] ?? 0; record < last; record += 1) {
        const at = columns.shinglesAt[record] ?? 0;
        const count = columns.shingles[record] ?? 0;
        if (count > block.length) block = new Uint32Array(count * 2);
        if (at + count > end) {
          start = at;
          end = at + Math.min(block.length, segment.shingles - at);
          readExactly(handle, block.subarray(0, end - start), start);
        }
        visit(record, block.subarray(at - start, at - start + count));
      }
    } finally {
      closeSync(handle);
    }
  });
}

function readExactly(handle: number, into: Uint32Array, start: number): void {
  const read = readSync(handle, into, 0, into.byteLength, start * 4);
  if (read !== into.byteLength) throw new Error(`Expected ${into.byteLength} bytes of shingles, got ${read}. The work folder was changed.`);
}
