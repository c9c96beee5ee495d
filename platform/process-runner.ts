/** Runs programs for the libraries and activities: argument lists only, each in a process group of its own, output bounded. */

import { spawn, type ChildProcess as NodeChild, type StdioOptions } from 'node:child_process';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { ChildProcess, ProcessCommand, ProcessResult, ProcessRunner } from './ports.js';
import { isAlive, signalProcess, startTicksOf, stopGroup } from './process-group.js';

const outputLimitBytes = 16 * 1024;
// Enough for a trainer or converter to close its files; what ignores SIGTERM longer is killed.
const graceMilliseconds = 5_000;

/**
 * `run` rejects when the program could not be started, at its timeout (ProcessTimeoutError) and when its signal aborts (with
 * the signal's reason), in both cases after the whole group is gone. `env` adds to this process's environment.
 */
export function createProcessRunner(): ProcessRunner {
  return {
    run,
    start,
    isAlive: (pid, startTicks) => !isStranger(pid, startTicks) && isAlive(pid),
    async stopGroup(pid, grace, startTicks) {
      if (!isStranger(pid, startTicks)) await stopGroup(pid, grace);
    },
  };
}

/** A pid is given out again only when nothing of its group is left: then there is nothing to stop, and the stranger is left alone. */
function isStranger(pid: number, startTicks: string | null | undefined): boolean {
  if (startTicks === null || startTicks === undefined) return false;
  const now = startTicksOf(pid);
  return now !== undefined && now !== startTicks;
}

export class ProcessTimeoutError extends Error {
  override readonly name = 'ProcessTimeoutError';
}

async function run(command: ProcessCommand): Promise<ProcessResult> {
  command.signal?.throwIfAborted();
  const child = spawnGroup(command, ['ignore', 'pipe', 'pipe']);
  const stdout = tailOf(child.stdout);
  const stderr = tailOf(child.stderr);
  const closed = endOf(child);
  await started(child, command);
  const limits = enforceLimits(child, command);
  try {
    const { exitCode, signal } = await closed;
    await limits.stopping;
    if (limits.broken !== undefined) throw limits.broken;
    return { exitCode, signal, stdout: stdout(), stderr: stderr() };
  } finally {
    limits.release();
  }
}

async function start(command: ProcessCommand & { readonly logFile: string }): Promise<ChildProcess> {
  command.signal?.throwIfAborted();
  const log = await open(command.logFile, 'a');
  try {
    const child = spawnGroup(command, ['ignore', log.fd, log.fd]);
    const closed = endOf(child);
    const pid = await started(child, command);
    // Read while the child, even one that ended at once, is still uncollected: its pid cannot be another's yet.
    const startTicks = startTicksOf(pid) ?? null;
    const limits = enforceLimits(child, command);
    void closed.then(limits.release);
    child.unref();
    return { pid, startTicks };
  } finally {
    await log.close();
  }
}

function spawnGroup(command: ProcessCommand, stdio: StdioOptions): NodeChild {
  return spawn(command.program, command.args, {
    stdio,
    detached: true,
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    // oxlint-disable-next-line node/no-process-env -- handed on whole, no setting is read from it
    ...(command.env === undefined ? {} : { env: { ...process.env, ...command.env } }),
  });
}

function started(child: NodeChild, command: ProcessCommand): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      reject(new Error(`could not start ${command.program}: ${error.message}; is it installed and is the folder there?`, { cause: error }));
    });
    child.once('spawn', () => {
      if (child.pid === undefined) reject(new Error(`${command.program} started without a process id`));
      else resolve(child.pid);
    });
  });
}

function endOf(child: NodeChild): Promise<{ exitCode: number | null; signal: string | null }> {
  // What a program leaves running in its group ends with it: it would hold the pipes open, and nobody would wait for it.
  child.once('exit', () => child.pid !== undefined && signalProcess(-child.pid, 'SIGKILL'));
  return new Promise((resolve) => child.once('close', (exitCode, signal) => resolve({ exitCode, signal })));
}

interface Limits {
  broken: Error | undefined;
  stopping: Promise<void>;
  release(): void;
}

function enforceLimits(child: NodeChild, command: ProcessCommand): Limits {
  const { signal, timeoutMilliseconds, program } = command;
  const limits: Limits = { broken: undefined, stopping: Promise.resolve(), release };
  const stop = (reason: Error): void => {
    if (limits.broken !== undefined || child.pid === undefined) return;
    limits.broken = reason;
    limits.stopping = stopGroup(child.pid, graceMilliseconds);
    // Awaited by `run`; after `start` nobody does, and the next look at the process shows that it still runs.
    limits.stopping.catch(() => undefined);
  };
  const onAbort = (): void =>
    stop(signal?.reason instanceof Error ? signal.reason : new Error(`${program} was stopped: ${signal?.reason}`));
  const timer =
    timeoutMilliseconds === undefined
      ? undefined
      : setTimeout(() => stop(new ProcessTimeoutError(`${program} did not end within ${timeoutMilliseconds} ms`)), timeoutMilliseconds);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted === true) onAbort();
  return limits;

  function release(): void {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

function tailOf(stream: Readable | null): () => string {
  let tail = Buffer.alloc(0);
  stream?.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]);
    if (tail.length > outputLimitBytes) tail = tail.subarray(tail.length - outputLimitBytes);
  });
  return () => tail.toString('utf8');
}
