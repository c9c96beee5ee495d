/** Scratch folders of the executions of an activity, a root a run. The worker of the attempt before may have been stopped and not killed, and still be writing in its own. */

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { activityInfo, ApplicationFailure, cancellationDetails, log } from '@temporalio/activity';
import { isImportId, isReproductionId } from '../domain/model-version.js';

export interface Execution {
  /** Of the pipeline run; beside it lie the model's other runs. */
  readonly root: string;
  /** Begins the names of this Temporal run's folders: after a reset there are two, both with an attempt 1. */
  readonly temporalRunId: string;
  readonly attempt: number;
}

/** Runs the work in a new folder under `root`, after clearing away what earlier ones left, and removes the folder however the work ends. */
export async function inAttemptFolder<T>(root: string, work: (folder: string) => Promise<T>): Promise<T> {
  const execution = executionIn(root);
  await clearAway(execution, null);
  const folder = ownFolder(execution);
  await mkdir(folder, { recursive: true });
  try {
    return await work(folder);
  } finally {
    await removeFolder(folder);
    await removeRoot(execution);
  }
}

/**
 * As `inAttemptFolder`, for work that goes on from what it finds: the folder of the attempt before is taken over. Under another name, so
 * that whoever should still be writing there fails. It stays for the next attempt, unless there will be none.
 */
export async function inInheritedFolder<T>(root: string, work: (folder: string) => Promise<T>): Promise<T> {
  const execution = executionIn(root);
  const folder = ownFolder(execution);
  await inherit(execution, folder);
  await clearAway(execution, null);
  let isOver = true;
  try {
    return await work(folder);
  } catch (error) {
    isOver = isLast(error);
    throw error;
  } finally {
    if (isOver) await removeFolder(folder);
    if (isOver) await removeRoot(execution);
  }
}

/** Whether no attempt will follow the one that fails of this. */
export function isLast(error: unknown): boolean {
  // A cancellation that was asked for ends the activity; one by a timeout or a stopping worker is followed by another attempt.
  if (cancellationDetails()?.cancelRequested === true) return true;
  const { attempt, retryPolicy } = activityInfo();
  return attempt === retryPolicy?.maximumAttempts || (error instanceof ApplicationFailure && error.nonRetryable === true);
}

function executionIn(root: string): Execution {
  const { attempt, workflowExecution } = activityInfo();
  return { root, temporalRunId: workflowExecution?.runId ?? 'none', attempt };
}

/** Of the same attempt there may be two executions: a task can be handed out twice. */
function ownFolder(execution: Execution): string {
  return `${folderOf(execution)}.${randomUUID().slice(0, 8)}`;
}

/** Moves the newest folder of an earlier attempt to `folder`; makes an empty one where there is none, or another execution was faster. */
async function inherit(execution: Execution, folder: string): Promise<void> {
  const names = (await namesIn(execution.root)).filter((name) => name.includes('.attempt-') && !isLater(name, execution));
  const left = await Promise.all(
    names.map(async (name) => ({ path: join(execution.root, name), at: await writtenAt(join(execution.root, name)) })),
  );
  const [newest] = left.toSorted((one, other) => other.at - one.at);
  const isTaken =
    newest !== undefined &&
    (await rename(newest.path, folder).then(
      () => true,
      () => false,
    ));
  if (!isTaken) await mkdir(folder, { recursive: true });
}

async function writtenAt(path: string): Promise<number> {
  return await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

export function folderOf({ root, temporalRunId, attempt }: Execution): string {
  return join(root, `${temporalRunId}.attempt-${attempt}`);
}

/**
 * Frees what nobody comes back to, each time perhaps a merged model: earlier attempts (but not the one that lies around `kept`), the run that
 * a reset replaced, and other runs of the model, of which one is at work at a time. Whoever should still be writing there fails, which is
 * what an overtaken attempt is to do.
 */
export async function clearAway(execution: Execution, kept: string | null): Promise<void> {
  const { root } = execution;
  const runs = dirname(root);
  for (const name of await namesIn(runs)) if (isOver(name, basename(root))) await removeFolder(join(runs, name));
  for (const name of await namesIn(root)) {
    const folder = join(root, name);
    if (!isLater(name, execution) && kept?.startsWith(`${folder}${sep}`) !== true) await removeFolder(folder);
  }
}

/** Reproductions and imports are at work beside the model's runs, and clear away nobody; what they leave themselves is swept with time (`workers/sweep-scratch.ts`). */
function isOver(name: string, current: string): boolean {
  return name !== current && !isBesideRuns(name) && !isBesideRuns(current);
}

function isBesideRuns(id: string): boolean {
  return isReproductionId(id) || isImportId(id);
}

/** Of one Temporal run, every attempt. */
export async function removeAttempts(execution: Execution): Promise<void> {
  const { root, temporalRunId } = execution;
  for (const name of await namesIn(root)) if (name.startsWith(`${temporalRunId}.`)) await removeFolder(join(root, name));
  await removeRoot(execution);
}

/** Not empty while another execution has its own folder there. */
async function removeRoot({ root }: Execution): Promise<void> {
  await rmdir(root).catch(() => undefined);
}

/** Of this Temporal run, and not before this attempt: one that began meanwhile overtook it. */
function isLater(name: string, { temporalRunId, attempt }: Execution): boolean {
  const prefix = `${temporalRunId}.attempt-`;
  return name.startsWith(prefix) && Number.parseInt(name.slice(prefix.length), 10) >= attempt;
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/** Somebody overtaken may still write there; finished work is not thrown away for a folder that could not be removed. */
async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch((error: unknown) => log.warn('left scratch files', { folder, error }));
}
