/** The folders of a training on this machine: one for each attempt and its own alone, freed once nobody can resume from it. */

import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { log } from '@temporalio/activity';
import { transient } from './failure.js';
import { holdsFence, type Fence } from './fence.js';

export interface Scratch {
  /** Of the pipeline run. */
  readonly root: string;
  /** Begins the names of this Temporal run's folders: after a reset there are two, both with an attempt 1. */
  readonly temporalRunId: string;
  readonly attempt: number;
}

/** Makes the attempt's folder. Throws DuplicateAttempt when it is there: two trainers in one folder would write one checkpoint. */
export async function makeAttemptFolder(scratch: Scratch): Promise<string> {
  const folder = folderOf(scratch);
  await mkdir(scratch.root, { recursive: true });
  try {
    await mkdir(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    throw transient('DuplicateAttempt', `expected no folder ${folder}, another execution made it; the next attempt has its own`, error);
  }
  return folder;
}

/**
 * Frees what nobody resumes from, each time perhaps a merged model: earlier attempts, the run that a reset replaced, and other runs of
 * the model, of which one is at work at a time. Whoever should still be writing there fails, which is what an overtaken attempt is to do.
 */
export async function clearAway(scratch: Scratch, resumeFrom: string | null): Promise<void> {
  const runs = dirname(scratch.root);
  for (const name of await namesIn(runs)) if (name !== basename(scratch.root)) await remove(join(runs, name));
  for (const name of await namesIn(scratch.root)) {
    const folder = join(scratch.root, name);
    if (!isLater(name, scratch) && resumeFrom?.startsWith(`${folder}${sep}`) !== true) await remove(folder);
  }
}

/** Of this attempt and those before it. A later one that began meanwhile may be resuming from one of them: then it cleans up. */
export async function removeScratch(scratch: Scratch, fence: Fence): Promise<void> {
  try {
    if (!(await holdsFence(fence))) return;
  } catch (error) {
    log.warn('left scratch files: the fence cannot be read', { root: scratch.root, error });
    return;
  }
  for (const name of await namesIn(scratch.root)) {
    if (name.startsWith(`${scratch.temporalRunId}.`)) await remove(join(scratch.root, name));
  }
  // Not empty when another Temporal run of the same pipeline run has folders there.
  await rmdir(scratch.root).catch(() => undefined);
}

function folderOf({ root, temporalRunId, attempt }: Scratch): string {
  return join(root, `${temporalRunId}.attempt-${attempt}`);
}

/** Of this Temporal run, and not before this attempt: one that began while this one was checking the base model. */
function isLater(name: string, { temporalRunId, attempt }: Scratch): boolean {
  const prefix = `${temporalRunId}.attempt-`;
  return name.startsWith(prefix) && Number(name.slice(prefix.length)) >= attempt;
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function remove(folder: string): Promise<void> {
  // An overtaken trainer may still write there; finished weights are not thrown away for a folder that could not be removed.
  await rm(folder, { recursive: true, force: true }).catch((error: unknown) => log.warn('left scratch files', { folder, error }));
}
