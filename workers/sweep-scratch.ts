/** Clears away what runs that ended without cleaning up have left on this machine: a terminated run tells no worker. */

import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Longer than any run waits between two of its stages. */
export const scratchDays = 7;
const dayMilliseconds = 24 * 60 * 60 * 1_000;

/** `<scratch>/<stage>/<model>/<run>`: removes the run folders in which nothing was written for `scratchDays`. Returns them. */
export async function sweepScratch(scratchDir: string, now: Date): Promise<string[]> {
  const removed: string[] = [];
  for (const folder of await runFolders(scratchDir)) {
    if (now.getTime() - (await lastWritten(folder)) < scratchDays * dayMilliseconds) continue;
    await rm(folder, { recursive: true, force: true });
    removed.push(folder);
  }
  return removed;
}

async function runFolders(scratchDir: string): Promise<string[]> {
  const stages = await foldersIn(scratchDir);
  const models = (await Promise.all(stages.map(foldersIn))).flat();
  return (await Promise.all(models.map(foldersIn))).flat();
}

async function foldersIn(folder: string): Promise<string[]> {
  // No scratch yet, or another worker sweeps as well.
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
}

/** Of the folder and everything in it: a long training writes deep inside. */
async function lastWritten(folder: string): Promise<number> {
  const paths = await readdir(folder, { recursive: true }).catch(() => []);
  let last = 0;
  for (const path of ['.', ...paths]) {
    const written = await stat(join(folder, path)).then(
      (facts) => facts.mtimeMs,
      () => 0,
    );
    last = Math.max(last, written);
  }
  return last;
}
