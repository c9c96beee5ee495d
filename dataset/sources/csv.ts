/** The rows of a CSV file as lines of JSON: an object of texts, with the header's names as its keys. */

import { isUtf8 } from 'node:buffer';
import { createCsvSplitter, type CsvRow } from './csv-splitter.js';
import { SourceInvalidError } from './source-errors.js';
import type { LinePosition, ReadLine } from './source-file.js';
import { bytesOf, type StoredFile } from './stored-file.js';

const mostHeaderBytes = 1024 * 1024;
const batchBytes = 1024 * 1024;

export interface CsvHeader {
  readonly names: readonly string[];
  readonly rowsFrom: LinePosition;
}

/** Blank rows come as empty lines; rows that are none as their raw text with a `fault`. Throws SourceInvalidError for a header without names. */
export async function* readCsv(file: StoredFile, from: LinePosition, maximumBytes: number): AsyncGenerator<ReadLine[]> {
  const header = await readCsvHeader(file);
  if (header === undefined) return;
  const start = from.offset < header.rowsFrom.offset ? header.rowsFrom : from;
  const splitter = createCsvSplitter(start, maximumBytes);
  const lineOf = createLineMaker(header.names, maximumBytes);
  for await (const chunk of file.read(start.offset)) {
    for (let at = 0; at < chunk.length; at += batchBytes) {
      splitter.push(chunk.subarray(at, at + batchBytes));
      const lines = splitter.take().map(lineOf);
      if (lines.length > 0) yield lines;
    }
  }
  splitter.end();
  const last = splitter.take().map(lineOf);
  if (last.length > 0) yield last;
}

/** Undefined for an empty file. */
export async function readCsvHeader(file: StoredFile): Promise<CsvHeader | undefined> {
  const head = await bytesOf(file, 0, mostHeaderBytes);
  const mark = head.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
  if (head.length === mark) return undefined;
  const splitter = createCsvSplitter({ offset: mark, number: 1 }, mostHeaderBytes);
  splitter.push(head.subarray(mark));
  if (head.length === file.bytes) splitter.end();
  const [row] = splitter.take();
  if (row === undefined) throw invalid(file, 'a header in its first line', 'none in its first mebibyte');
  if (row.isQuotedWrongly) throw invalid(file, 'a header', 'quotes in it that do not match');
  if (row.bytes.includes(0) || !isUtf8(row.bytes))
    throw invalid(file, 'text in UTF-8', 'something else: it is binary, or in another encoding');
  const names = fieldsOf(row.bytes.toString());
  refuseNames(file, names);
  return { names, rowsFrom: { offset: row.nextOffset, number: row.nextNumber } };
}

/** By position, not by name: in a file without a header the names would be somebody's data. */
function refuseNames(file: StoredFile, names: readonly string[]): void {
  const [only] = names;
  if (names.length === 1 && only !== undefined && /[;\t]/.test(only))
    throw invalid(file, 'columns separated by commas', 'semicolons or tabs');
  if (names.some((name) => name.includes('\r'))) throw invalid(file, 'lines that end in LF or CRLF', 'lines that end in CR');
  const nameless = names.findIndex((name) => name.trim() === '');
  if (nameless !== -1) throw invalid(file, 'a name for each column in the first line', `none for column ${nameless + 1}`);
  const second = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (second === -1) return;
  const first = names.indexOf(names[second] ?? '');
  throw invalid(file, 'a name of its own for each column', `the same for columns ${first + 1} and ${second + 1}`);
}

function invalid(file: StoredFile, expected: string, found: string): SourceInvalidError {
  return new SourceInvalidError(`expected ${expected}, found ${found} in ${file.name}. Correct the file, or export it again.`);
}

function createLineMaker(names: readonly string[], maximumBytes: number): (row: CsvRow) => ReadLine {
  const keys = names.map((name, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  return (row) => {
    const { number, offset, length, bytes: raw, nextOffset, nextNumber } = row;
    const asItIs = { number, offset, length, bytes: raw.subarray(0, maximumBytes), tooLong: length > maximumBytes, nextOffset, nextNumber };
    if (row.isQuotedWrongly) return { ...asItIs, fault: 'csv-quotes' };
    // Whoever parses it finds what is wrong with these: nothing there, too much, or no text.
    if (raw.length === 0 || asItIs.tooLong || !isUtf8(raw)) return asItIs;
    const fields = fieldsOf(raw.toString());
    if (fields.length !== names.length) return { ...asItIs, fault: 'csv-columns' };
    let json = '';
    for (let index = 0; index < fields.length; index += 1) json += `${keys[index]}${JSON.stringify(fields[index])}`;
    const bytes = Buffer.from(`${json}}`);
    asItIs.tooLong = bytes.length > maximumBytes;
    asItIs.bytes = asItIs.tooLong ? bytes.subarray(0, maximumBytes) : bytes;
    return asItIs;
  };
}

/** Of a row whose quotes match. */
export function fieldsOf(row: string): string[] {
  if (!row.includes('"')) return row.split(',');
  const fields: string[] = [];
  for (let at = 0; at <= row.length;) {
    let end: number;
    if (row[at] === '"') {
      end = closingQuote(row, at);
      fields.push(row.slice(at + 1, end).replaceAll('""', '"'));
      end += 1;
    } else {
      end = row.indexOf(',', at);
      if (end === -1) end = row.length;
      fields.push(row.slice(at, end));
    }
    at = end + 1;
  }
  return fields;
}

function closingQuote(row: string, opening: number): number {
  let at = row.indexOf('"', opening + 1);
  while (row[at + 1] === '"') at = row.indexOf('"', at + 2);
  return at;
}
