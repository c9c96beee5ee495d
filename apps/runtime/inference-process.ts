/** One running llama.cpp server: how it is started, when it answers, why it ended. Nobody else spawns or signals one. */

import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { stopGroup } from '../../platform/process-group.js';
import type { FailureType } from '../../domain/failure-types.js';
import { causeOf, isFileAtFault } from './inference-log.js';

export interface InferenceProcess {
  readonly pid: number;
  /** Base URL once it answers requests; rejects when it ends before. */
  readonly ready: Promise<string>;
  /** Resolves with why, never rejects. */
  readonly ended: Promise<InferenceEnded>;
  /** "Already ended" is success. */
  stop(): Promise<void>;
}

/** Why an inference process is no more; ArtifactInvalid by name when llama.cpp cannot load this file, RuntimeFailed otherwise. */
export class InferenceEnded extends Error {
  override readonly name: Extract<FailureType, 'ArtifactInvalid' | 'RuntimeFailed'>;
  /** By a person, a limit or full memory: it says nothing about the model. */
  readonly fromOutside: boolean;

  constructor(exitCode: number | null, signal: NodeJS.Signals | null, log: string) {
    super(`${signal === null ? `it ended with exit code ${exitCode}` : `it was ended by ${signal}`}: ${causeOf(log)}`);
    this.name = signal === null && isFileAtFault(log) ? 'ArtifactInvalid' : 'RuntimeFailed';
    this.fromOutside = signal !== null && ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'].includes(signal);
  }
}

export interface InferenceCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Written to its stdin, which then stays open for as long as this supervisor lives. */
  readonly input: string;
  /** Where it will answer, from the first line of its stdout where it prints one. */
  addressFrom(child: ChildProcessWithoutNullStreams): Promise<string>;
}

// llama.cpp stops in milliseconds; what does not is killed.
const graceMilliseconds = 2_000;
// Reading and checking tens of gigabytes from a slow disk.
const loadMilliseconds = 10 * 60_000;
const healthPollMilliseconds = 50;
const logTailCharacters = 16_384;

/** Rejects when the program cannot be started at all. */
export async function startInferenceProcess(command: InferenceCommand): Promise<InferenceProcess> {
  // A group of its own, so that a Ctrl-C meant for the supervisor does not reach it first.
  const child = spawn(command.program, command.args, { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = endOf(child);
  const address = command.addressFrom(child);
  // Its end is reported through `ended`; a write or an answer that it cut short says nothing more.
  child.stdin.on('error', () => undefined);
  address.catch(() => undefined);
  const pid = await pidOf(child, command.program);
  child.stdin.write(command.input);
  const over = new AbortController();
  const ready = Promise.race([healthy(address, over.signal), ended.then((end) => Promise.reject(end))]);
  void ended.then(() => over.abort());
  // Whoever started it may be stopping and no longer listen.
  ready.catch(() => undefined);
  return { pid, ready, ended, stop: () => stopGroup(pid, graceMilliseconds) };
}

function pidOf(child: ChildProcessWithoutNullStreams, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`could not start ${program}: ${error.message}`, { cause: error })));
    child.once('spawn', () => (child.pid === undefined ? reject(new Error(`${program} has no pid`)) : resolve(child.pid)));
  });
}

function endOf(child: ChildProcessWithoutNullStreams): Promise<InferenceEnded> {
  let log = '';
  const keepTail = (text: string): void => {
    log = (log + text).slice(-logTailCharacters);
  };
  child.stderr.setEncoding('utf8').on('data', keepTail);
  return new Promise((resolve) => {
    child.once('close', (exitCode, signal) => resolve(new InferenceEnded(exitCode, signal, log)));
  });
}

async function healthy(address: Promise<string>, over: AbortSignal): Promise<string> {
  const base = await address;
  const deadline = performance.now() + loadMilliseconds;
  while (!(await answersHealth(base))) {
    if (performance.now() > deadline) throw new Error(`it did not answer ${base}/health with 200 within ${loadMilliseconds} ms`);
    // Rejects once the process has ended; nobody hears it then.
    await delay(healthPollMilliseconds, undefined, { signal: over });
  }
  return base;
}

async function answersHealth(base: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`${base}/health`, { signal: AbortSignal.timeout(5_000) });
    await body.dump();
    return statusCode === 200;
  } catch {
    // Not listening yet.
    return false;
  }
}
