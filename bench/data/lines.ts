/** Reads the lines of a file synchronously in large pieces: what is measured must not be the reading. */

import { closeSync, openSync, readSync } from 'node:fs';

export interface PlacedLine {
  /** A view that the next piece writes over. */
  readonly bytes: Buffer;
  readonly offset: number;
}

export function readLines(path: string, visit: (line: PlacedLine) => void): void {
  const file = openSync(path, 'r');
  let buffer = Buffer.allocUnsafe(4 << 20);
  let [kept, base] = [0, 0];
  for (;;) {
    if (kept === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
    const read = readSync(file, buffer, kept, buffer.length - kept, null);
    const end = kept + read;
    let start = 0;
    for (let at = buffer.indexOf(10); at >= 0 && at < end; at = buffer.indexOf(10, start)) {
      visit({ bytes: buffer.subarray(start, at), offset: base + start });
      start = at + 1;
    }
    if (read === 0) break;
    buffer.copyWithin(0, start, end);
    kept = end - start;
    base += start;
  }
  closeSync(file);
}
