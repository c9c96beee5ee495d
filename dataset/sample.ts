/** The beginning of some sources, and how many lines they have in all: for understanding data before there is a pipeline file. */

import { stat } from 'node:fs/promises';
import type { Progress } from './collect.js';
import { readLines, type Line } from './lines.js';
import { maximumLineBytes } from './row.js';

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
export async function sampleOf(paths: readonly string[], onProgress: (progress: Progress) => void = () => undefined): Promise<Sample> {
  const lines: SampleLine[] = [];
  const files: { path: string; lines: number; bytes: number }[] = [];
  let kept = 0;
  let [linesBefore, bytesBefore] = [0, 0];
  for (const path of paths) {
    let count = 0;
    for await (const batch of readLines(path, maximumLineBytes)) {
      for (const line of batch) {
        if (lines.length >= keptLines || kept + line.bytes.length > keptBytes) break;
        lines.push({ source: path, line });
        kept += line.bytes.length;
      }
      const last = batch.at(-1);
      count = last?.number ?? count;
      onProgress({
        source: path,
        lines: linesBefore + count,
        bytes: bytesBefore + (last === undefined ? 0 : last.offset + last.bytes.length),
      });
    }
    const { size } = await stat(path);
    files.push({ path, lines: count, bytes: size });
    linesBefore += count;
    bytesBefore += size;
  }
  return { lines, files, totalLines: linesBefore };
}
