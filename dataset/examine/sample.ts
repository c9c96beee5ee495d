/** The beginning of some sources, and how many lines they have in all: for understanding data before there is a pipeline file. */

import { maximumLineBytes } from '../schema/parse.js';
import type { Line } from '../sources/line.js';
import { beginning, type SourceFile } from '../sources/source-file.js';

/** How far the reading has come: lines and bytes of all files so far; of a compressed one, of its text. */
export interface SampleProgress {
  readonly lines: number;
  readonly bytes: number;
}

/** Enough to know labels and sizes by, and read in about a second. */
const keptLines = 20_000;
/** Of all kept lines together; they are held in memory. */
const keptBytes = 64 * 1024 * 1024;

export interface SampleLine {
  readonly source: string;
  readonly line: Line;
}

export interface Sample {
  /** In order, from the beginning; blank lines are among them. */
  readonly lines: readonly SampleLine[];
  readonly files: readonly { readonly path: string; readonly lines: number; readonly bytes: number }[];
  /** Of all files. */
  readonly totalLines: number;
}

/** Reads every file to its end in bounded memory. What the callback throws ends it, which is how a caller cancels. */
export async function sampleOf(
  sources: readonly SourceFile[],
  onProgress: (progress: SampleProgress) => void = () => undefined,
): Promise<Sample> {
  const lines: SampleLine[] = [];
  const files: { path: string; lines: number; bytes: number }[] = [];
  let kept = 0;
  let [linesBefore, bytesBefore] = [0, 0];
  for (const source of sources) {
    let [count, bytes] = [0, 0];
    for await (const batch of source.lines(beginning, maximumLineBytes)) {
      for (const line of batch) {
        if (lines.length >= keptLines || kept + line.bytes.length > keptBytes) break;
        lines.push({ source: source.name, line });
        kept += line.bytes.length;
      }
      count += batch.length;
      bytes = batch.at(-1)?.nextOffset ?? bytes;
      onProgress({ lines: linesBefore + count, bytes: bytesBefore + bytes });
    }
    files.push({ path: source.name, lines: count, bytes: source.bytes });
    linesBefore += count;
    bytesBefore += bytes;
  }
  return { lines, files, totalLines: linesBefore };
}
