/** Cuts chunks of Zstandard into headers, blocks and checksums, and refuses frames that cannot be decompressed in bounded memory. */

import { SourceInvalidError } from './source-errors.js';
import { blockOf, frameHeaderOf, type FrameHeader } from './zstd-frame.js';

/** What `fzstd` can look back. The `zstd` program stays below it without `--ultra` and `--long`. */
const mostWindowBytes = 2 ** 25;

export interface FramePart {
  /** A header, a block or a checksum. */
  readonly bytes: Buffer;
  readonly endsFrame: boolean;
}

export interface FrameReader {
  /** As they come to be complete, without what holds no data. */
  partsOf(chunk: Buffer): Generator<FramePart>;
  /** And at least one was there. */
  isBetweenFrames(): boolean;
}

/** Throws BrokenStreamError, and SourceInvalidError for a window or a dictionary that cannot be had. */
export function createFrameReader(name: string): FrameReader {
  let rest: Buffer = Buffer.alloc(0);
  let expected: 'first-frame' | 'frame' | 'block' | 'checksum' = 'first-frame';
  let hasChecksum = false;
  let skip = 0;

  const takeHeader = (): FramePart | undefined => {
    const header = frameHeaderOf(rest);
    if (header === undefined) return undefined;
    refuseUnreadable(name, header);
    if (header.skip !== undefined) {
      skip = header.length + header.skip;
      expected = 'frame';
      return undefined;
    }
    hasChecksum = header.hasChecksum;
    expected = 'block';
    return take(header.length, false);
  };
  const takeBlock = (): FramePart | undefined => {
    const block = blockOf(rest);
    if (block === undefined || rest.length < block.length) return undefined;
    if (block.isLast) expected = hasChecksum ? 'checksum' : 'frame';
    return take(block.length, block.isLast && !hasChecksum);
  };
  const takeChecksum = (): FramePart | undefined => {
    if (rest.length < 4) return undefined;
    expected = 'frame';
    return take(4, true);
  };
  const take = (length: number, endsFrame: boolean): FramePart => {
    const bytes = rest.subarray(0, length);
    rest = rest.subarray(length);
    return { bytes, endsFrame };
  };
  const next = (): FramePart | undefined => {
    if (expected === 'block') return takeBlock();
    return expected === 'checksum' ? takeChecksum() : takeHeader();
  };

  return {
    partsOf: function* (chunk) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      do {
        const skipped = Math.min(skip, rest.length);
        skip -= skipped;
        rest = rest.subarray(skipped);
        for (let part = skip > 0 ? undefined : next(); part !== undefined; part = next()) yield part;
        // Ended by a frame to be skipped that is there already, or by too few bytes.
      } while (skip > 0 && rest.length > 0);
    },
    isBetweenFrames: () => expected === 'frame' && rest.length === 0 && skip === 0,
  };
}

function refuseUnreadable(name: string, { windowBytes, hasDictionary }: FrameHeader): void {
  if (windowBytes > mostWindowBytes) {
    throw new SourceInvalidError(
      `${name} was compressed with a window of ${Math.ceil(windowBytes / 2 ** 20)} MiB, expected at most 32. Compress it again without --ultra and --long.`,
    );
  }
  if (hasDictionary) throw new SourceInvalidError(`${name} was compressed with a dictionary. Compress it again without one.`);
}
