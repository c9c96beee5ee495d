/** Streams of bytes that end well or break, and how they become batches of lines. */

import type { Cut } from './line.js';
import type { Splitter } from './line-splitter.js';
import type { ReadLine } from './source-file.js';

/** Ends with how it broke, or undefined. */
export type Decoded = AsyncGenerator<Buffer, Cut | undefined>;

const batchBytes = 1024 * 1024;

export async function* whole(chunks: AsyncIterable<Buffer>): Decoded {
  yield* chunks;
  return undefined;
}

/** The stream from an offset on. Where it ends before that, how it broke was told to whoever read until there. */
export async function* from(offset: number, decoded: Decoded): Decoded {
  let left = offset;
  try {
    for (;;) {
      const next = await decoded.next();
      if (next.done === true) return left > 0 ? undefined : next.value;
      const rest = next.value.subarray(Math.min(left, next.value.length));
      left -= next.value.length - rest.length;
      if (rest.length > 0) yield rest;
    }
  } finally {
    await decoded.return(undefined);
  }
}

export async function* inBatches(decoded: Decoded, splitter: Splitter): AsyncGenerator<ReadLine[]> {
  let bytes = 0;
  try {
    for (;;) {
      const next = await decoded.next();
      if (next.done === true) {
        splitter.end(next.value);
        const last = splitter.take();
        if (last.length > 0) yield last;
        return;
      }
      splitter.push(next.value);
      bytes += next.value.length;
      if (bytes < batchBytes) continue;
      bytes = 0;
      const lines = splitter.take();
      if (lines.length > 0) yield lines;
    }
  } finally {
    await decoded.return(undefined);
  }
}
