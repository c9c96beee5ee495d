/** One stack a folder: two would end each other's processes and write over each other's state. */

import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive, startTicksOf } from '../../platform/process-group.js';
import { ExplainedError } from '../../domain/explained-error.js';
import { withLock } from '../../setup/lock.js';

const claim = z.object({ pid: z.int().positive(), startTicks: z.string().optional() });

/** Returns how to give it back; throws when a stack runs on the folder. A claim whose process is gone counts for nothing. */
export async function claimFolder(folder: string): Promise<() => Promise<void>> {
  const path = pathIn(folder);
  // Between the look and the claim no other may look.
  await withLock({ path: `${path}.lock`, onWait: () => undefined }, async () => {
    await requireUnclaimed(folder);
    await writeFile(`${path}.partial`, JSON.stringify({ pid: process.pid, startTicks: startTicksOf(process.pid) }));
    await rename(`${path}.partial`, path);
  });
  return () => rm(path, { force: true });
}

/** For a command that empties the folder before it starts a stack on it. */
export async function requireUnclaimed(folder: string): Promise<void> {
  const text = await readFile(pathIn(folder), 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const { pid, startTicks } = claim.parse(JSON.parse(text));
  if (!isAlive(pid) || startTicksOf(pid) !== startTicks) return;
  throw new ExplainedError({
    what: `slipway runs on ${folder} already`,
    why: `process ${pid} is alive`,
    next: `stop it with Ctrl-C in its terminal, or with: kill ${pid}`,
  });
}

function pathIn(folder: string): string {
  return join(folder, 'claim.json');
}
