/** Walks the frames and blocks of Zstandard (RFC 8878), without decompressing: where each ends, and what it demands of memory. */

export interface FrameHeader {
  readonly length: number;
  readonly hasChecksum: boolean;
  /** How far the decompressor must look back. */
  readonly windowBytes: number;
  readonly hasDictionary: boolean;
  /** Bytes after the header of a frame that holds no data; undefined for one that does. */
  readonly skip: number | undefined;
}

/** What came is not Zstandard, or damaged. */
export class BrokenStreamError extends Error {
  override readonly name = 'BrokenStreamError';
}

const mostBlockBytes = 128 * 1024;
const dictionaryLengths = [0, 1, 2, 4] as const;

/** Undefined where more bytes must come first. Sections 3.1.1.1 and 3.1.2. */
export function frameHeaderOf(bytes: Buffer): FrameHeader | undefined {
  if (bytes.length < 5) return undefined;
  const magic = bytes.readUInt32LE(0);
  if (magic >>> 4 === 0x184d2a5) {
    if (bytes.length < 8) return undefined;
    return { length: 8, hasChecksum: false, windowBytes: 0, hasDictionary: false, skip: bytes.readUInt32LE(4) };
  }
  const descriptor = bytes.readUInt8(4);
  if (magic !== 0xfd2fb528 || (descriptor & 8) !== 0) throw new BrokenStreamError();
  const isSingle = (descriptor & 32) !== 0;
  const dictionaryLength = dictionaryLengths[(descriptor & 3) as 0 | 1 | 2 | 3];
  const sizeAt = (isSingle ? 5 : 6) + dictionaryLength;
  const sizeLength = descriptor >> 6 === 0 ? Number(isSingle) : 1 << (descriptor >> 6);
  const length = sizeAt + sizeLength;
  if (bytes.length < length) return undefined;
  const windowBytes = isSingle ? contentSize(bytes, sizeAt, sizeLength) : windowOf(bytes.readUInt8(5));
  return { length, hasChecksum: (descriptor & 4) !== 0, windowBytes, hasDictionary: dictionaryLength > 0, skip: undefined };
}

function contentSize(bytes: Buffer, at: number, length: number): number {
  if (length === 8) return Number(bytes.readBigUInt64LE(at));
  return bytes.readUIntLE(at, length) + (length === 2 ? 256 : 0);
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** With its header; undefined where more bytes must come first. Section 3.1.1.2. */
export function blockOf(bytes: Buffer): { readonly length: number; readonly isLast: boolean } | undefined {
  if (bytes.length < 3) return undefined;
  const header = bytes.readUIntLE(0, 3);
  const type = (header >> 1) & 3;
  const size = header >> 3;
  // A block of one repeated byte is a few bytes long and may claim two mebibytes.
  if (type === 3 || size > mostBlockBytes) throw new BrokenStreamError();
  return { length: 3 + (type === 1 ? 1 : size), isLast: (header & 1) === 1 };
}
