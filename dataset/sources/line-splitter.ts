/** Finds the lines in chunks of bytes. Own splitter: `readline` costs four times as much and hides the bytes. */

import { createBoundedBytes } from './bounded-bytes.js';
import type { Cut } from './line.js';
import type { LinePosition, ReadLine } from './source-file.js';

const newline = 0x0a;
const carriageReturn = 0x0d;

export interface Splitter {
  push(chunk: Buffer): void;
  /** After the last chunk. A last line without a line end counts; where the stream broke, a line says so, if need be an empty one. */
  end(cut: Cut | undefined): void;
  /** The lines that were found since the last call. */
  take(): ReadLine[];
}

/** Strips a byte order mark from the first line of the file and a carriage return before each line end. Holds one line of `maximumBytes` and one chunk. */
export function createLineSplitter(from: LinePosition, maximumBytes: number): Splitter {
  // Enough to see that a line is too long also without byte order mark and carriage return.
  const begun = createBoundedBytes(maximumBytes + 5);
  let lines: ReadLine[] = [];
  let { offset, number } = from;

  let lineEnd = 1;
  /** Bytes of the line that were not kept, and the last of them. */
  let [dropped, lastDropped] = [0, 0];

  const found = (buffer: Buffer, start: number, end: number): void => {
    const mark = number === 1 && offset === 0 && hasMark(buffer, start, end) ? 3 : 0;
    const total = end - start + dropped;
    const last = dropped > 0 ? lastDropped : buffer[end - 1];
    const length = total - mark - (last === carriageReturn && total > mark ? 1 : 0);
    const tooLong = length > maximumBytes;
    const bytes = buffer.subarray(start + mark, start + mark + (tooLong ? maximumBytes : length));
    const nextOffset = offset + total + lineEnd;
    lines.push({ number, offset: offset + mark, length, bytes, tooLong, nextOffset, nextNumber: number + 1 });
    offset = nextOffset;
    number += 1;
  };
  const foundBegun = (): void => {
    const taken = begun.take();
    [dropped, lastDropped] = [taken.dropped, taken.last];
    found(taken.kept, 0, taken.kept.length);
    dropped = 0;
  };

  return {
    push: (chunk) => {
      let start = 0;
      let end = chunk.indexOf(newline);
      if (begun.length > 0 && end !== -1) {
        begun.add(chunk.subarray(0, end));
        foundBegun();
        start = end + 1;
        end = chunk.indexOf(newline, start);
      }
      for (; end !== -1; end = chunk.indexOf(newline, start)) {
        found(chunk, start, end);
        start = end + 1;
      }
      if (start < chunk.length) begun.add(chunk.subarray(start));
    },
    end: (cut) => {
      if (cut === undefined) {
        lineEnd = 0;
        if (begun.length > 0) foundBegun();
        return;
      }
      // As if it had a line end: who goes on after it comes to lie behind the end of the text, and is not told again.
      foundBegun();
      const line = lines.pop();
      if (line !== undefined) lines.push({ ...line, cut });
    },
    take: () => {
      const taken = lines;
      lines = [];
      return taken;
    },
  };
}

function hasMark(buffer: Buffer, start: number, end: number): boolean {
  return end - start >= 3 && buffer[start] === 0xef && buffer[start + 1] === 0xbb && buffer[start + 2] === 0xbf;
}
