/** Supervisors for tests: a store with chosen files, a state folder of their own, closed and removed after the test. */

import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startRuntime, type RunningRuntime } from '../../apps/runtime/main.js';
import { createLogger } from '../../platform/logger.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore, RunningModel, RuntimeControl, WantedModel } from '../../platform/ports.js';

export interface RuntimeHome {
  readonly stateDir: string;
  readonly storeDir: string;
  readonly store: ObjectStore;
}

export async function aRuntimeHome(): Promise<RuntimeHome> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-runtime-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const storeDir = join(folder, 'store');
  return { stateDir: join(folder, 'state'), storeDir, store: createFileObjectStore(storeDir) };
}

/** Stores the bytes and wants them, under a digest of the caller's choice if they are to be wrong. */
export async function aWantedModel(home: RuntimeHome, bytes: Buffer | string, overrides: Partial<WantedModel> = {}): Promise<WantedModel> {
  const ggufSha256 = createHash('sha256').update(bytes).digest('hex');
  const ggufKey = `artifacts/${ggufSha256}.gguf`;
  await home.store.create(ggufKey, bytes);
  return { modelRef: 'support-triage@v1', ggufKey, ggufSha256, contextTokens: 128, parallel: 2, ...overrides };
}

export async function aWantedFile(home: RuntimeHome, path: string, overrides: Partial<WantedModel> = {}): Promise<WantedModel> {
  return aWantedModel(home, await readFile(path), overrides);
}

export async function aRuntime({ stateDir, store }: RuntimeHome, python: string): Promise<RunningRuntime> {
  const runtime = await startRuntime({ port: 0, stateDir, store, python, threads: 1, logger: createLogger('runtime', 'silent') });
  onTestFinished(() => runtime.close());
  return runtime;
}

/** Polls until the model is as wanted; fails with its last state. */
export async function untilModel(
  control: RuntimeControl,
  modelRef: string,
  isWanted: (model: RunningModel) => boolean,
): Promise<RunningModel> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const model = await control.get(modelRef);
    if (model !== undefined && isWanted(model)) return model;
    if (performance.now() > deadline) throw new Error(`${modelRef} did not become as wanted; it is ${JSON.stringify(model)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
