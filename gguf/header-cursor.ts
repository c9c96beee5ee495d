/** Reads little-endian values from the front of a file through a small window, so that a header costs memory by its largest string only. */

import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { ArtifactInvalidError } from './artifact-invalid.js';

const windowBytes = 256 * 1024;
// Chat templates are tens of kilobytes; a longer string is a damaged length.
const longestStringBytes = 4 * 1024 * 1024;

/** Synchronous: a header is read in milliseconds, and half a million awaits would cost more than the reads. */
export class HeaderCursor {
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;
  readonly #descriptor: number;
  readonly #endBytes: number;
  positionBytes = 0;

  /** Reading past `endBytes` is a damaged file. */
  constructor(descriptor: number, endBytes: number) {
    this.#descriptor = descriptor;
    this.#endBytes = endBytes;
  }

  uint32(): number {
    return this.#take(4).readUInt32LE();
  }

  /** For counts, lengths and offsets: above 2^53 no file can follow. */
  uint64(): number {
    const value = this.#take(8).readBigUInt64LE();
    if (value > Number.MAX_SAFE_INTEGER)
      throw new ArtifactInvalidError(`a 64-bit number in the header is ${value}, beyond any file's size`);
    return Number(value);
  }

  bytes(count: number): Buffer {
    return this.#take(count);
  }

  string(): string {
    return this.#take(this.#stringBytes()).toString('utf8');
  }

  skipString(): void {
    this.skip(this.#stringBytes());
  }

  skip(count: number): void {
    this.#mustHave(count);
    this.positionBytes += count;
  }

  /** Of bytes that were passed: a vocabulary of megabytes is named without being kept. Moves nothing. */
  sha256Of(startBytes: number, endBytes: number): string {
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(Math.min(windowBytes, endBytes - startBytes));
    for (let at = startBytes; at < endBytes;) {
      const read = readSync(this.#descriptor, chunk, 0, Math.min(chunk.length, endBytes - at), at);
      if (read === 0) throw new ArtifactInvalidError(`the file ended at byte ${at} while it was read; something is still writing it`);
      hash.update(chunk.subarray(0, read));
      at += read;
    }
    return hash.digest('hex');
  }

  #stringBytes(): number {
    const length = this.uint64();
    if (length > longestStringBytes)
      throw new ArtifactInvalidError(`a string in the header claims ${length} bytes; at most ${longestStringBytes} are read`);
    return length;
  }

  #take(count: number): Buffer {
    this.#mustHave(count);
    const offset = this.positionBytes - this.#windowStart;
    if (offset < 0 || offset + count > this.#window.length) this.#refill(count);
    const start = this.positionBytes - this.#windowStart;
    this.positionBytes += count;
    return this.#window.subarray(start, start + count);
  }

  #mustHave(count: number): void {
    if (this.positionBytes + count > this.#endBytes) {
      throw new ArtifactInvalidError(
        `the header goes on past byte ${this.#endBytes}, where the file (or the part that is read) ends; it is truncated or damaged`,
      );
    }
  }

  #refill(count: number): void {
    const length = Math.min(Math.max(count, windowBytes), this.#endBytes - this.positionBytes);
    const window = Buffer.allocUnsafe(length);
    const read = readSync(this.#descriptor, window, 0, length, this.positionBytes);
    if (read < count)
      throw new ArtifactInvalidError(
        `the file ended at byte ${this.positionBytes + read} while it was read; something is still writing it`,
      );
    this.#window = window.subarray(0, read);
    this.#windowStart = this.positionBytes;
  }
}
