/** Tells how far a download is by what has arrived on the disk: pip, apt and npm show it in ways of their own, and none of them to a pipe. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sizeOf } from './installed.js';
import type { SetupContext } from './report.js';

export interface Download {
  readonly part: string;
  /** `downloads uv==0.13.8`. */
  readonly text: string;
  /** Of all of it, roughly. */
  readonly megabytes: number;
  /** Where it arrives; empty or not there when it begins. */
  readonly folder: string;
}

const everyMilliseconds = 1_000;

export async function withDownloadProgress<Result>(
  { report }: SetupContext,
  download: Download,
  work: () => Promise<Result>,
): Promise<Result> {
  const { part, text, megabytes } = download;
  report({ part, text: `${text} (about ${megabytes} MB)`, percent: 0, megabytes: { done: 0, total: megabytes } });
  const show = async (): Promise<void> => {
    const done = Math.min(megabytes, await megabytesIn(download.folder));
    report({ part, text, percent: Math.min(99, Math.round((done / megabytes) * 100)), megabytes: { done, total: megabytes } });
  };
  const showing = setInterval(() => void show(), everyMilliseconds);
  return work().finally(() => clearInterval(showing));
}

async function megabytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(entries.map((entry) => sizeOf(join(folder, entry))));
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0) / 1_000_000;
}
