/** What the ending of a file's name says about how its lines are read. */

import { readCsv } from './csv.js';
import { from as skipTo, inBatches, whole } from './decoding.js';
import { gunzip } from './gunzip.js';
import { createLineSplitter } from './line-splitter.js';
import { readParquet } from './parquet.js';
import type { LinePosition, ReadLine, SourceFile } from './source-file.js';
import type { StoredFile } from './stored-file.js';
import { unzstd } from './unzstd.js';

export const endings = ['.jsonl', '.ndjson', '.jsonl.gz', '.jsonl.zst', '.csv', '.parquet'] as const;

export type Ending = (typeof endings)[number];

/** Undefined for what is not read. */
export function endingOf(name: string): Ending | undefined {
  const lower = name.toLowerCase();
  return endings.find((ending) => lower.endsWith(ending));
}

export function sourceFileOf(file: StoredFile, ending: Ending): SourceFile {
  const { name, bytes, identity, pin } = file;
  return { name, bytes, identity, pin, lines: (from, maximumBytes) => linesOf(file, ending, { from, maximumBytes }) };
}

interface Wanted {
  readonly from: LinePosition;
  readonly maximumBytes: number;
}

function linesOf(file: StoredFile, ending: Ending, { from, maximumBytes }: Wanted): AsyncGenerator<ReadLine[]> {
  switch (ending) {
    case '.jsonl':
    case '.ndjson':
      return inBatches(whole(file.read(from.offset)), createLineSplitter(from, maximumBytes));
    case '.jsonl.gz':
      return inBatches(
        skipTo(
          from.offset,
          gunzip(() => file.read(0)),
        ),
        createLineSplitter(from, maximumBytes),
      );
    case '.jsonl.zst':
      return inBatches(skipTo(from.offset, unzstd(file.name, file.read(0))), createLineSplitter(from, maximumBytes));
    case '.csv':
      return readCsv(file, from, maximumBytes);
    case '.parquet':
      return readParquet(file, from, maximumBytes);
  }
}
