/** Where a benchmark writes: a folder that is named, or a temporary one that goes when it ends. */

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface BenchOptions {
  readonly examples: number;
  readonly seed: number;
  readonly folder: string | undefined;
  readonly keep: boolean;
}

export async function inFolder({ folder, keep }: BenchOptions, work: (folder: string) => Promise<void>): Promise<void> {
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  const path = await mkdtemp(join(folder === undefined ? tmpdir() : resolve(folder), 'slipway-bench-'));
  try {
    await work(path);
  } finally {
    if (keep) console.log(`Kept: ${path}`);
    else await rm(path, { recursive: true, force: true });
  }
}
