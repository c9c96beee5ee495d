/** A first look into a file: is it what its name says? Otherwise each of its lines would be quarantined, and nobody told why. */

import { isUtf8 } from 'node:buffer';
import { readCsvHeader } from './csv.js';
import type { Ending } from './format.js';
import { openParquet } from './parquet.js';
import { SourceInvalidError } from './source-errors.js';
import { bytesOf, type StoredFile } from './stored-file.js';

const headBytes = 64 * 1024;

/** By their first bytes, in hex. */
const otherFormats = [
  ['1f8b', 'gzip', '.jsonl.gz'],
  ['28b52ffd', 'Zstandard', '.jsonl.zst'],
  ['50415231', 'Parquet', '.parquet'],
] as const;

/** Throws SourceInvalidError. An empty file is what its name says. */
export async function checkContent(file: StoredFile, ending: Ending): Promise<void> {
  switch (ending) {
    case '.jsonl':
    case '.ndjson':
      refuseBinary(file, await bytesOf(file, 0, headBytes));
      return;
    case '.jsonl.gz':
    case '.jsonl.zst':
      refuseOther(file, await bytesOf(file, 0, 4), ending);
      return;
    case '.csv':
      await readCsvHeader(file);
      return;
    case '.parquet':
      await openParquet(file);
      return;
  }
}

function refuseBinary(file: StoredFile, head: Buffer): void {
  const start = head.toString('hex', 0, 4);
  const other = otherFormats.find(([magic]) => start.startsWith(magic));
  if (other !== undefined) {
    throw new SourceInvalidError(`expected lines of JSON in ${file.name}, found ${other[1]}. Let its name end with ${other[2]}.`);
  }
  // Only whole lines: the last may be cut in the middle of a character.
  const lastEnd = head.lastIndexOf(0x0a);
  const whole = head.length < file.bytes && lastEnd !== -1 ? head.subarray(0, lastEnd + 1) : head;
  const hasNul = whole.includes(0);
  if ((!hasNul && isUtf8(whole)) || mostLinesBeginAsJson(whole)) return;
  const what = hasNul ? 'NUL bytes' : 'bytes that are not UTF-8';
  throw new SourceInvalidError(
    `expected lines of JSON in ${file.name}, found ${what}: it is binary, or text in another encoding than UTF-8.`,
  );
}

/** A damaged line among good ones is no binary file: it is quarantined, and the others are read. */
function mostLinesBeginAsJson(head: Buffer): boolean {
  const lines = head.toString('latin1').split('\n');
  const json = lines.filter((line) => /^(\u00ef\u00bb\u00bf)?\s*(\{|$)/.test(line));
  return json.length * 2 > lines.length;
}

function refuseOther(file: StoredFile, head: Buffer, ending: Ending): void {
  const known = otherFormats.find(([, , itsEnding]) => itsEnding === ending);
  // A shorter one was cut off, which is told with the line where it happened.
  if (known === undefined || head.length < 4 || head.toString('hex').startsWith(known[0])) return;
  // Frames of Zstandard that hold no data may come first.
  if (ending === '.jsonl.zst' && head.readUInt32LE(0) >>> 4 === 0x184d2a5) return;
  throw new SourceInvalidError(`expected ${known[1]} in ${file.name}, found something else. Let its name end as its content is.`);
}
