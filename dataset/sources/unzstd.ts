/**
 * Decompresses Zstandard of any number of frames. `fzstd` is given a block at a time: so memory is bounded whatever the blocks claim, and
 * of a broken stream every block before the break is delivered. Checksums are not compared: `fzstd` cannot.
 */

import { Decompress } from 'fzstd';
import type { Decoded } from './decoding.js';
import type { Cut } from './line.js';
import { BrokenStreamError } from './zstd-frame.js';
import { createFrameReader, type FramePart } from './zstd-frame-reader.js';

/** Throws SourceInvalidError for a window or a dictionary that cannot be had. An empty file is a truncated one. */
export async function* unzstd(name: string, chunks: AsyncIterable<Buffer>): Decoded {
  const frames = createFrameReader(name);
  const decoder = createFrameDecoder();
  let broke: Cut = 'truncated-stream';
  let isBetweenFrames = false;
  try {
    for await (const chunk of chunks) {
      for (const part of frames.partsOf(chunk)) yield* decoder.push(part);
    }
    isBetweenFrames = frames.isBetweenFrames();
  } catch (error) {
    if (!(error instanceof BrokenStreamError)) throw error;
    broke = 'corrupt-stream';
  }
  if (isBetweenFrames) return undefined;
  yield* decoder.abandon();
  return broke;
}

/** One decompressor a frame, because it holds back up to 18 bytes of a frame that it is not told the end of. */
function createFrameDecoder(): { push(part: FramePart): Buffer[]; abandon(): Buffer[] } {
  let outputs: Buffer[] = [];
  const begin = (): Decompress =>
    new Decompress((output) => {
      if (output.length > 0) outputs.push(Buffer.from(output.buffer, output.byteOffset, output.length));
    });
  let decompress = begin();
  return {
    push: ({ bytes, endsFrame }) => {
      outputs = [];
      try {
        decompress.push(bytes, endsFrame);
      } catch (error) {
        // Of any class: damaged sizes also run into errors of typed arrays.
        throw new BrokenStreamError('the decompressor refuses a block', { cause: error });
      }
      if (endsFrame) decompress = begin();
      return outputs;
    },
    abandon: () => {
      outputs = [];
      try {
        decompress.push(new Uint8Array(0), true);
      } catch {
        // That it lacks an end is known.
      }
      return outputs;
    },
  };
}
