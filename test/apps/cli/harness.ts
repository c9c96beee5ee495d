/** The real program in the checkout, with a home, a store and a Temporal address that nobody else uses. Each start takes a second or two. */

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { freePort } from '../../../apps/local/free-port.js';
import { packageRoot } from '../../../platform/package-root.js';
import type { ProcessResult } from '../../../platform/ports.js';
import { createProcessRunner } from '../../../platform/process-runner.js';

type Variables = Readonly<Record<string, string>>;

export interface Program {
  folder(): string;
  /** Nobody answers there. */
  temporalAddress(): string;
  /** Runs to the end. */
  run(args: readonly string[], variables?: Variables): Promise<ProcessResult>;
  /** Starts; for tests that do something meanwhile. */
  start(args: readonly string[], variables?: Variables): RunningProgram;
}

export interface RunningProgram {
  /** Resolves once the text was printed on standard error; rejects when the program ends without it. */
  printed(text: string): Promise<void>;
  /** Ctrl-C. */
  interrupt(): void;
  ended(): Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }>;
}

/** Call once at the top of a test file. */
export function useProgram(): Program {
  let folder = '';
  let temporalAddress = '';
  const started: ChildProcess[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-cli-'));
    temporalAddress = `127.0.0.1:${await freePort()}`;
  });
  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
  const command = (args: readonly string[], variables: Variables) => ({
    program: process.execPath,
    args: ['--import', 'tsx', join('apps', 'cli', 'main.ts'), ...args],
    cwd: packageRoot(),
    env: { SLIPWAY_HOME: join(folder, 'home'), SLIPWAY_STORE: join(folder, 'store'), TEMPORAL_ADDRESS: temporalAddress, ...variables },
  });
  return {
    folder: () => folder,
    temporalAddress: () => temporalAddress,
    run: (args, variables = {}) => createProcessRunner().run(command(args, variables)),
    start(args, variables = {}) {
      const { program, args: all, cwd, env } = command(args, variables);
      const child = spawn(program, all, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
      started.push(child);
      return watch(child);
    },
  };
}

function watch(child: ChildProcess): RunningProgram {
  const kept = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name]?.on('data', (chunk: Buffer) => (kept[name] += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    ended: async () => ({ exitCode: await ended, ...kept }),
    interrupt: () => void child.kill('SIGINT'),
    printed: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (kept.stderr.includes(text)) resolve();
        };
        child.stderr?.on('data', look);
        void ended.then(() => reject(new Error(`ended without printing ${JSON.stringify(text)}:\n${kept.stdout}${kept.stderr}`)));
        look();
      }),
  };
}
