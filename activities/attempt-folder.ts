/** A scratch folder of one execution of an activity. The worker of the attempt before may have been stopped and not killed, and still be writing in its own. */

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { activityInfo, log } from '@temporalio/activity';

/**
 * Runs the work in a new folder under `root`, one root a run, and removes the folder however the work ends. What lies beside it is
 * cleared away first: attempts before this one, and other runs of the same model, of which one is at work at a time. Whoever should
 * still be writing there fails, which is what an overtaken attempt is to do.
 */
export async function inAttemptFolder<T>(root: string, work: (folder: string) => Promise<T>): Promise<T> {
  const { attempt, workflowExecution } = activityInfo();
  const temporalRunId = workflowExecution?.runId ?? 'none';
  await clearAway(root, { temporalRunId, attempt });
  const folder = join(root, `${temporalRunId}.${attempt}.${randomUUID().slice(0, 8)}`);
  await mkdir(folder, { recursive: true });
  try {
    return await work(folder);
  } finally {
    await remove(folder);
    // Not while another attempt has its own there.
    await rmdir(root).catch(() => undefined);
  }
}

interface Execution {
  readonly temporalRunId: string;
  readonly attempt: number;
}

async function clearAway(root: string, self: Execution): Promise<void> {
  const otherRuns = (await namesIn(dirname(root))).map((name) => join(dirname(root), name)).filter((path) => path !== root);
  const earlier = (await namesIn(root)).filter((name) => !isLater(name, self)).map((name) => join(root, name));
  for (const path of [...otherRuns, ...earlier]) await remove(path);
}

/** Of the same attempt there may be two executions: a task can be handed out twice. */
function isLater(name: string, self: Execution): boolean {
  const [temporalRunId, attempt] = name.split('.');
  return temporalRunId === self.temporalRunId && Number(attempt) >= self.attempt;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/** Finished work is not thrown away for a folder that could not be removed; the next attempt tries again. */
async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch((error: unknown) => log.warn('left scratch files', { folder, error }));
}
