import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { scratchDays, sweepScratch } from '../../workers/sweep-scratch.js';
import { aFolder } from '../support/set-up.js';

const now = new Date('2026-10-20T03:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 24 * 60 * 60 * 1_000);

it('removes the folders of runs in which nothing was written for days, and keeps those where something was, however deep', async () => {
  const scratch = await aFolder();
  await aRun(join(scratch, 'training', 'triage', 'forgotten'), 'attempt-1/checkpoints/10/weights', scratchDays + 1);
  await aRun(join(scratch, 'training', 'triage', 'long'), 'attempt-1/checkpoints/10/weights', 1);
  await aRun(join(scratch, 'packaging', 'acme.triage', 'young'), 'model.gguf', scratchDays - 1);
  const removed = await sweepScratch(scratch, now);
  expect(removed).toEqual([join(scratch, 'training', 'triage', 'forgotten')]);
  expect(await readdir(join(scratch, 'training', 'triage'))).toEqual(['long']);
  expect(await readdir(join(scratch, 'packaging', 'acme.triage'))).toEqual(['young']);
});

it('finds nothing where there is no scratch yet', async () => {
  expect(await sweepScratch(join(await aFolder(), 'none'), now)).toEqual([]);
});

/** A run folder made long ago, with one file written `days` ago. */
async function aRun(folder: string, file: string, days: number): Promise<void> {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'bytes');
  const written = daysAgo(days);
  const old = daysAgo(100);
  for (const entry of await readdir(folder, { recursive: true })) await utimes(join(folder, entry), old, old);
  await utimes(path, written, written);
  await utimes(folder, old, old);
}
