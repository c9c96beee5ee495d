/** Reads rows and shingles of examples back from the segments' files. Synchronous: for small pieces that is ten times cheaper. */

import { closeSync, openSync, readSync } from 'node:fs';
import type { Example } from '../example.js';
import { segmentOf, type Columns } from './columns.js';
import { segmentPath } from './segments.js';

export interface RowsOnDisk {
  /** Of the row's line, without line end; valid until the next read. */
  bytes(record: number): Buffer;
  example(record: number): Example;
  /** Hashes with repeats; valid until the next read. */
  shingles(record: number): Uint32Array;
  close(): void;
}

export function openRows(columns: Columns): RowsOnDisk {
  const handles = new Map<string, number>();
  let [rowBuffer, shingleBuffer] = [Buffer.allocUnsafe(64 * 1024), Buffer.alloc(64 * 1024)];
  const handleOf = (segment: number, file: 'rows' | 'shingles'): number => {
    const path = segmentPath(columns.folder, columns.segments[segment]?.number ?? -1, file);
    const handle = handles.get(path) ?? openSync(path, 'r');
    handles.set(path, handle);
    return handle;
  };
  const bytes = (record: number): Buffer => {
    const length = columns.rowBytes[record] ?? 0;
    if (length > rowBuffer.length) rowBuffer = Buffer.allocUnsafe(length * 2);
    readExactly(handleOf(segmentOf(columns, record), 'rows'), rowBuffer, { length, at: columns.rowOffset[record] ?? 0 });
    return rowBuffer.subarray(0, length);
  };
  return {
    bytes,
    example: (record) => {
      const { messages, tools } = JSON.parse(bytes(record).toString()) as Example;
      return tools === undefined ? { messages } : { messages, tools };
    },
    shingles: (record) => {
      const count = columns.shingles[record] ?? 0;
      if (count * 4 > shingleBuffer.length) shingleBuffer = Buffer.alloc(count * 8);
      const at = (columns.shinglesAt[record] ?? 0) * 4;
      readExactly(handleOf(segmentOf(columns, record), 'shingles'), shingleBuffer, { length: count * 4, at });
      return new Uint32Array(shingleBuffer.buffer, shingleBuffer.byteOffset, count);
    },
    close: () => {
      for (const handle of handles.values()) closeSync(handle);
      handles.clear();
    },
  };
}

function readExactly(handle: number, into: Buffer, { length, at }: { readonly length: number; readonly at: number }): void {
  const read = readSync(handle, into, 0, length, at);
  if (read !== length) throw new Error(`Expected ${length} bytes at ${at} of a work file, got ${read}. The work folder was changed.`);
}
