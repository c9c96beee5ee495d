/**
 * Finds the rows of a CSV file (RFC 4180, `,` and `"`) in chunks of bytes. Own splitter, because each row must be known by its bytes,
 * its line and its faults, and no quote that is never closed may swallow the rest of the file.
 */

import { createBoundedBytes } from './bounded-bytes.js';
import type { LinePosition } from './source-file.js';

export interface CsvRow {
  /** Line of the file where it begins. */
  readonly number: number;
  readonly offset: number;
  /** Without its line end, whatever was kept of it. */
  readonly length: number;
  readonly bytes: Buffer;
  readonly isQuotedWrongly: boolean;
  readonly nextOffset: number;
  readonly nextNumber: number;
}

export interface CsvSplitter {
  push(chunk: Buffer): void;
  /** After the last chunk. A last row without a line end counts. */
  end(): void;
  /** The rows that were found since the last call. */
  take(): CsvRow[];
}

const newline = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;
const comma = 0x2c;

/** Numbers and not words: a state is looked at for every byte. */
const fieldBegins = 0;
const inPlain = 1;
const inQuoted = 2;
/** After a quote in a quoted field: it closes the field, or is the first of two that stand for one. */
const afterQuote = 3;
/** After the carriage return behind a quoted field. */
const closed = 4;
const wrong = 5;

type State = typeof fieldBegins | typeof inPlain | typeof inQuoted | typeof afterQuote | typeof closed | typeof wrong;

/**
 * A quote in the middle of a field that does not begin with one is text, as Python and spreadsheets have it. What follows a closing quote
 * and is no comma makes the row a wrong one, which ends with its line; so does a quoted field that makes the row longer than `maximumBytes`.
 */
export function createCsvSplitter(from: LinePosition, maximumBytes: number): CsvSplitter {
  const begun = createBoundedBytes(maximumBytes + 5);
  let rows: CsvRow[] = [];
  let { offset, number } = from;
  let state: State = fieldBegins;
  let endedLines = 0;

  const found = (last: Buffer, isQuotedWrongly: boolean, lineEnd: number): void => {
    begun.add(last);
    const taken = begun.take();
    const total = taken.kept.length + taken.dropped;
    const length = total - (total > 0 && taken.last === carriageReturn ? 1 : 0);
    const nextOffset = offset + total + lineEnd;
    const nextNumber = number + endedLines + 1;
    rows.push({ number, offset, length, bytes: taken.kept.subarray(0, length), isQuotedWrongly, nextOffset, nextNumber });
    [offset, number, endedLines] = [nextOffset, nextNumber, 0];
  };

  return {
    push: (chunk) => {
      let start = 0;
      let now = state;
      for (let at = 0; at < chunk.length; at += 1) {
        const byte = chunk[at];
        // A quote that is never closed takes this much with it, not the whole file.
        if (now === inQuoted && (byte !== newline || begun.length + at - start <= maximumBytes)) {
          if (byte === quote) now = afterQuote;
          else if (byte === newline) endedLines += 1;
        } else if (byte === newline) {
          found(chunk.subarray(start, at), now === inQuoted || now === wrong, 1);
          start = at + 1;
          now = fieldBegins;
        } else {
          now = after(now, byte);
        }
      }
      state = now;
      if (start < chunk.length) begun.add(chunk.subarray(start));
    },
    end: () => {
      if (begun.length > 0) found(Buffer.alloc(0), state === inQuoted || state === wrong, 0);
    },
    take: () => {
      const taken = rows;
      rows = [];
      return taken;
    },
  };
}

/** Outside of quotes, and not at the end of a line. */
function after(state: State, byte: number | undefined): State {
  switch (state) {
    case fieldBegins:
      return byte === quote ? inQuoted : byte === comma ? fieldBegins : inPlain;
    case inPlain:
      return byte === comma ? fieldBegins : inPlain;
    case afterQuote:
      return byte === comma ? fieldBegins : byte === quote ? inQuoted : byte === carriageReturn ? closed : wrong;
    default:
      return wrong;
  }
}
