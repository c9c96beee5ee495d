/** Attempts of the activity `train` as a worker would run them, on a reference training that tests compare with and replay. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { storeFile } from '../../activities/artifacts.js';
import type { Fence } from '../../activities/fence.js';
import type { TrainedModel, TrainingActivities } from '../../activities/interface.js';
import { createTrainingActivities } from '../../activities/training.js';
import type { TrainingResult } from '../../catalog/define.js';
import { trl } from '../../catalog/trainers/trl.js';
import type { DatasetRef } from '../../domain/artifact.js';
import { sha256OfFolder } from '../../gguf/digest.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore, ProcessRunner } from '../../platform/ports.js';
import { someDependencies } from '../support/dependencies.js';
import { goldenBaseDir, tools } from '../support/golden.js';
import { aDataset } from '../support/scripted.js';
import { aResolvedSpec } from '../support/specs.js';
import { aRecipe, trainerHost, untilEnded, writeTickets } from '../support/training.js';

export const model = 'support-triage';

export interface Scene {
  readonly folder: string;
  readonly store: ObjectStore;
  readonly dataset: DatasetRef;
  readonly baseSha256: string;
  /** The same training, uninterrupted and without an activity. */
  readonly reference: TrainingResult;
  readonly referenceDir: string;
}

export interface Beat {
  readonly checkpoint: string | null;
  readonly step: number;
  readonly maxSteps: number | null;
  readonly loss: number | null;
}

export interface Attempt {
  readonly runId: string;
  readonly number?: number;
  /** Of the last heartbeat of the attempt before. */
  readonly details?: Beat | undefined;
  readonly processes?: ProcessRunner;
  readonly store?: ObjectStore;
  readonly baseSha256?: string;
}

export interface StartedAttempt {
  readonly environment: MockActivityEnvironment;
  readonly beats: Beat[];
  readonly ended: Promise<TrainedModel>;
}

/** Trains once. */
export async function prepareScene(folder: string): Promise<Scene> {
  const store = createFileObjectStore(join(folder, 'store'));
  const files = await writeTickets(folder);
  const refs = { train: await storeFile(store, model, files.trainFile), validation: await storeFile(store, model, files.validationFile) };
  const referenceDir = join(folder, 'reference');
  await mkdir(referenceDir);
  const job = { workDir: referenceDir, baseModelDir: goldenBaseDir, ...files, resumeFrom: null };
  const handle = await trl.submit(trainerHost, job, aRecipe());
  await untilEnded(handle);
  const reference = await trl.collect(handle);
  return { folder, store, dataset: { ...aDataset, ...refs }, baseSha256: await sha256OfFolder(goldenBaseDir), reference, referenceDir };
}

export function scratchOf(scene: Scene, runId: string): string {
  return join(scene.folder, 'scratch', 'training', model, runId);
}

export function fenceOf(scene: Scene, runId: string, attempt: number): Fence {
  return { store: scene.store, key: `fences/${model}/${runId}`, attempt };
}

export function startAttempt(scene: Scene, attempt: Attempt): StartedAttempt {
  const info = { attempt: attempt.number ?? 1, heartbeatDetails: attempt.details };
  const environment = new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
  const beats: Beat[] = [];
  environment.on('heartbeat', (beat?: Beat) => {
    if (beat !== undefined) beats.push(beat);
  });
  const processes = attempt.processes ?? tools.runner;
  const deps = someDependencies({ store: attempt.store ?? scene.store, processes, scratchDir: join(scene.folder, 'scratch') });
  const baseModel = { name: 'slipway-tiny', uri: goldenBaseDir, sha256: attempt.baseSha256 ?? scene.baseSha256 };
  const question = { model, runId: attempt.runId, resolved: aResolvedSpec({ train: aRecipe({ baseModel }) }), dataset: scene.dataset };
  type Train = TrainingActivities['train'];
  const ended = environment.run<Parameters<Train>, TrainedModel, Train>(createTrainingActivities(deps).train, question);
  // A test may look at other things first; the failure is still the test's to expect.
  ended.catch(() => undefined);
  return { environment, beats, ended };
}

/** A process that only copies these files and folders to where the trainer would write: for what happens around a training. */
export function copyingRunner(
  paths: readonly string[],
  beforeStart: (workDir: string) => Promise<void> = async () => undefined,
): ProcessRunner {
  return {
    ...tools.runner,
    async start(command) {
      const workDir = command.cwd ?? '';
      await beforeStart(workDir);
      return tools.runner.start({ ...command, program: 'cp', args: ['-r', ...paths, workDir] });
    },
  };
}

/** Ends at once with what the reference training left. Progress comes last, so that "done" finds everything in place. */
export function replayingRunner({ referenceDir }: Scene, beforeStart?: (workDir: string) => Promise<void>): ProcessRunner {
  const left = ['adapter', 'merged', 'result.json', 'progress.jsonl'].map((name) => join(referenceDir, name));
  return copyingRunner(left, beforeStart);
}
