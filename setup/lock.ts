/** One set-up at a time for a part, over processes. Separate because taking over the lock of a dead process is the delicate half. */

import { link, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { isAlive, startTicksOf } from '../platform/process-group.js';
import { ExplainedError } from '../domain/explained-error.js';

/** Pid and start name one process of this machine; without the start, time alone can tell that a pid was given out again. */
const holder = z.strictObject({ pid: z.number().int().positive(), host: z.string(), startTicks: z.string().optional() });

const pollMilliseconds = 250;
/** The holder touches its lock this often; one of another machine that is untouched for `staleMilliseconds` has no living holder. */
const touchMilliseconds = 5_000;
const staleMilliseconds = 60_000;
/** Taking over takes microseconds; a guard this old was left by a process that died in between. */
const guardMilliseconds = 10_000;

export interface LockOptions {
  readonly path: string;
  /** Called once when somebody else holds the lock. */
  readonly onWait: (text: string) => void;
}

/** Runs `work` while holding the lock file, which carries the pid of its holder. Waits as long as the holder lives. */
export async function withLock<Result>(options: LockOptions, work: () => Promise<Result>): Promise<Result> {
  await acquire(options);
  const touch = setInterval(() => void utimes(options.path, new Date(), new Date()).catch(() => undefined), touchMilliseconds);
  try {
    return await work();
  } finally {
    clearInterval(touch);
    await rm(options.path, { force: true });
  }
}

async function acquire({ path, onWait }: LockOptions): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  let told = false;
  while (!(await take(path))) {
    const pid = await livingHolder(path);
    if (pid === undefined) {
      await removeStale(path);
      continue;
    }
    if (!told) onWait(`waits for process ${pid}, which is setting this up; if that is no Slipway process, remove ${path}`);
    told = true;
    await sleep(pollMilliseconds);
  }
}

/** Links a finished file into place, so that nobody ever reads a lock without its pid. */
async function take(path: string): Promise<boolean> {
  const mine = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await writeFile(mine, JSON.stringify({ pid: process.pid, host: hostname(), startTicks: startTicksOf(process.pid) }));
  try {
    await link(mine, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(mine, { force: true });
  }
}

async function livingHolder(path: string): Promise<number | undefined> {
  const [text, facts] = await Promise.all([readFile(path, 'utf8').catch(() => undefined), stat(path).catch(() => undefined)]);
  if (text === undefined || facts === undefined) return undefined;
  const { pid, host, startTicks } = parseHolder(path, text);
  if (host === hostname() && !isAlive(pid)) return undefined;
  // Not by time where it can be known: a clock that is moved by a day would take a lock from its holder.
  if (host === hostname() && startTicks !== undefined) return startTicksOf(pid) === startTicks ? pid : undefined;
  return ageOf(facts.mtimeMs) > staleMilliseconds ? undefined : pid;
}

/** A time far ahead is as old as one long ago: the clock was moved back since. */
function ageOf(mtimeMs: number): number {
  return Math.abs(Date.now() - mtimeMs);
}

function parseHolder(path: string, text: string): z.infer<typeof holder> {
  try {
    return holder.parse(JSON.parse(text));
  } catch (error) {
    throw new ExplainedError(
      {
        what: `expected {"pid", "host"} in the lock ${path}`,
        why: `found ${JSON.stringify(text.slice(0, 80))}`,
        next: 'remove that file',
      },
      { cause: error },
    );
  }
}

/** Looks again behind a guard: between looking and removing, a faster process may have taken the lock over. */
async function removeStale(path: string): Promise<void> {
  const guard = `${path}.taking-over`;
  const age = await stat(guard).then(
    (facts) => ageOf(facts.mtimeMs),
    () => 0,
  );
  if (age > guardMilliseconds) await rm(guard, { force: true });
  if (!(await take(guard))) return sleep(pollMilliseconds);
  try {
    if ((await livingHolder(path)) === undefined) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
