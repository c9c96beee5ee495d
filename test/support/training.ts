/** Trainings small enough for tests: the committed base, a few tickets and a few steps, by the real trainer on one thread. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { generateTickets } from '../../apps/local/example-tickets.js';
import type { TrainerHost, TrainingHandle, TrainingJob, TrainingProgress } from '../../catalog/define.js';
import { trl, type TrlConfig } from '../../catalog/trainers/trl.js';
import type { ProcessRunner } from '../../platform/ports.js';
import { signalProcess } from '../../platform/process-group.js';
import { goldenBaseDir, tools } from './golden.js';

/** Importing torch on a machine whose cores are all taken. */
const patience = { timeout: 240_000, interval: 20 };

/** Three checkpoints, the first early enough that much is left to do when a test ends the process there. */
export function aRecipe(changes: Readonly<Record<string, unknown>> = {}): TrlConfig {
  return trl.config.parse({
    kind: 'trl',
    baseModel: { name: 'slipway-tiny', uri: goldenBaseDir, sha256: 'f'.repeat(64) },
    learningRate: 2e-3,
    maxSteps: 30,
    batchSize: 8,
    maxLengthTokens: 192,
    evalEverySteps: 10,
    ...changes,
  });
}

export async function writeTickets(folder: string): Promise<Pick<TrainingJob, 'trainFile' | 'validationFile'>> {
  const write = async (name: string, count: number, seed: number): Promise<string> => {
    const path = join(folder, name);
    const rows = generateTickets({ seed, count, pool: 'early' });
    await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    return path;
  };
  return { trainFile: await write('train-rows.jsonl', 120, 1), validationFile: await write('validation-rows.jsonl', 16, 2) };
}

export const trainerHost: TrainerHost = {
  processes: tools.runner,
  python: tools.python,
  programsDir: tools.programsDir,
  threads: 1,
};

export async function untilEnded(handle: TrainingHandle): Promise<TrainingProgress> {
  return vi.waitFor(async () => {
    const progress = await trl.poll(trainerHost, handle);
    if (progress.state === 'running') throw new Error(`still running at step ${progress.step}`);
    return progress;
  }, patience);
}

/** Waits until the question has an answer. */
export function until<T>(question: () => Promise<T | undefined>): Promise<T> {
  return vi.waitFor(async () => {
    const answer = await question();
    if (answer === undefined) throw new Error(`no answer yet: ${question.toString()}`);
    return answer;
  }, patience);
}

/** The process is gone at once; its group, as soon as the children that ended are collected. */
export async function expectGone(pid: number): Promise<void> {
  expect(tools.runner.isAlive(pid)).toBe(false);
  // Not by `expect.poll`, which among tests that run side by side loses the one that it belongs to.
  await vi.waitFor(() => expect(signalProcess(-pid, 0)).toBe(false), patience);
}

/** The real runner, and the processes that it started. */
export function watchedRunner(): { readonly runner: ProcessRunner; readonly pids: number[] } {
  const pids: number[] = [];
  const start: ProcessRunner['start'] = async (command) => {
    const child = await tools.runner.start(command);
    pids.push(child.pid);
    return child;
  };
  return { runner: { ...tools.runner, start }, pids };
}
