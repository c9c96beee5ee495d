/** Watches the trainers of a stack: two at once would be a second training job, and a resumed one must lose at most one interval. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../../../platform/process-group.js';
import { processesNaming } from './processes.js';

const sampleMilliseconds = 200;

interface Attempt {
  readonly folder: string;
  /** Step of the checkpoint that it began from; 0 when it began afresh. */
  resumedFrom: number;
  lastCheckpoint: number;
}

export interface TrainingWatch {
  /** Sentences, one for each thing that must not have happened. */
  readonly problems: readonly string[];
  readonly resumes: number;
  /** Step of the last complete checkpoint of the run's training; 0 before its first. */
  checkpoint(runId: string): number;
  stop(): Promise<void>;
}

export function watchTrainings(folder: string): TrainingWatch {
  const problems: string[] = [];
  /** By run folder, in the order in which they began. */
  const runs = new Map<string, Attempt[]>();
  const abort = new AbortController();
  const watch = { problems, resumes: 0, checkpoint, stop };
  const loop = (async () => {
    while (!abort.signal.aborted) {
      await sample(folder, runs, watch);
      await sleep(sampleMilliseconds, undefined, { signal: abort.signal }).catch(() => undefined);
    }
  })();
  return watch;

  function checkpoint(runId: string): number {
    const attempts = [...runs].flatMap(([run, ofRun]) => (run.includes(runId) ? ofRun : []));
    return Math.max(0, ...attempts.map((attempt) => attempt.lastCheckpoint));
  }

  async function stop(): Promise<void> {
    abort.abort();
    await loop;
  }
}

async function sample(folder: string, runs: Map<string, Attempt[]>, watch: { problems: string[]; resumes: number }): Promise<void> {
  const trainers = (await processesNaming(folder)).filter(({ command }) => command.includes('train/main.py'));
  const byRun = new Map<string, { readonly pid: number; readonly attempt: string }[]>();
  for (const { pid, command } of trainers) {
    const attempt = /(\S*)\/config\.json/.exec(command)?.[1];
    if (attempt === undefined || !isAlive(pid)) continue;
    const run = join(attempt, '..');
    byRun.set(run, [...(byRun.get(run) ?? []), { pid, attempt }]);
    await note(runs, { run, folder: attempt }, watch);
  }
  for (const [run, alive] of byRun) {
    // Both must still be there: the one that was killed a moment ago is not a second job.
    const still = alive.filter(({ pid }) => isAlive(pid));
    if (still.length > 1)
      watch.problems.push(`${run}: ${still.length} trainers at once (${still.map(({ attempt }) => attempt).join(', ')})`);
  }
}

async function note(
  runs: Map<string, Attempt[]>,
  { run, folder }: { readonly run: string; readonly folder: string },
  watch: { problems: string[]; resumes: number },
): Promise<void> {
  const attempts = runs.get(run) ?? [];
  runs.set(run, attempts);
  let current = attempts.find((attempt) => attempt.folder === folder);
  if (current === undefined) {
    const resumedFrom = await resumedStep(folder);
    if (resumedFrom === undefined) return;
    const before = Math.max(0, ...attempts.map((attempt) => attempt.lastCheckpoint));
    if (resumedFrom < before) watch.problems.push(`${folder}: began from step ${resumedFrom}, a checkpoint of step ${before} was complete`);
    if (resumedFrom > 0) watch.resumes += 1;
    current = { folder, resumedFrom, lastCheckpoint: resumedFrom };
    attempts.push(current);
  }
  current.lastCheckpoint = Math.max(current.lastCheckpoint, await lastCheckpoint(folder));
}

/** Undefined when the folder has been cleared away meanwhile. */
async function resumedStep(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, 'config.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { resumeFrom } = JSON.parse(text) as { resumeFrom: string | null };
  return Number(/checkpoint-(\d+)$/.exec(resumeFrom ?? '')?.[1] ?? 0);
}

async function lastCheckpoint(folder: string): Promise<number> {
  const text = await readFile(join(folder, 'progress.jsonl'), 'utf8').catch(() => '');
  const steps = [...text.matchAll(/"event": ?"checkpoint".*?"step": ?(\d+)/g)].map(([, step]) => Number(step));
  return Math.max(0, ...steps);
}

/** Attempt folders that are left in a scratch folder: of runs that ended there must be none. */
export async function leftAttempts(scratchDir: string): Promise<string[]> {
  const entries = await readdir(join(scratchDir, 'training'), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && entry.name.includes('attempt-'))
    .map((entry) => join(entry.parentPath, entry.name));
}
