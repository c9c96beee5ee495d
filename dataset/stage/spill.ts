/** An append-only file written through one buffer: a system call a mebibyte instead of one a record, and no object a record. */

import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

const bufferBytes = 1024 * 1024;

export interface Spill {
  /** Bytes appended so far. */
  readonly bytes: number;
  /** Appends the text and a line end; the bytes that the text took, without it. */
  line(text: string): number;
  append(bytes: Uint8Array): void;
  /** Durable when it returns. */
  close(): void;
  /** Closes without caring what became of the bytes; harmless after `close`. */
  abandon(): void;
}

/** Begins the file anew. */
export function createSpill(path: string): Spill {
  const buffer = Buffer.allocUnsafe(bufferBytes);
  let handle = openSync(path, 'w');
  let [filled, flushed] = [0, 0];

  const flush = (): void => {
    writeFully(handle, buffer.subarray(0, filled));
    flushed += filled;
    filled = 0;
  };
  const append = (bytes: Uint8Array): void => {
    if (filled + bytes.length > bufferBytes) flush();
    if (bytes.length > bufferBytes) {
      writeFully(handle, bytes);
      flushed += bytes.length;
      return;
    }
    buffer.set(bytes, filled);
    filled += bytes.length;
  };
  const release = (): void => {
    if (handle >= 0) closeSync(handle);
    handle = -1;
  };
  return {
    get bytes() {
      return flushed + filled;
    },
    line: (text) => {
      // A UTF-16 unit takes at most three bytes.
      const most = text.length * 3 + 1;
      if (most > bufferBytes) {
        const long = Buffer.from(`${text}\n`);
        append(long);
        return long.length - 1;
      }
      if (filled + most > bufferBytes) flush();
      const written = buffer.write(text, filled);
      buffer[filled + written] = 0x0a;
      filled += written + 1;
      return written;
    },
    append,
    close: () => {
      flush();
      fsyncSync(handle);
      release();
    },
    abandon: release,
  };
}

function writeFully(handle: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done);
}
