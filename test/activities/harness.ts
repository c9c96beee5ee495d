/** Attempts of the activity `train` as a worker would run them, on a reference training that tests compare with and replay. */

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { storeFile } from '../../activities/artifacts.js';
import type { Fence } from '../../activities/fence.js';
import type { TrainedModel, TrainingActivities } from '../../activities/interface.js';
import type { TrainingDetails } from '../../activities/training-details.js';
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

const temporalRun = 'run-a';

/** A base, a store and data to train on. */
export interface Scene {
  readonly folder: string;
  readonly store: ObjectStore;
  readonly dataset: DatasetRef;
  readonly baseSha256: string;
}

export interface TrainedScene extends Scene {
  /** The same training, uninterrupted and without an activity. */
  readonly reference: TrainingResult;
  readonly referenceDir: string;
}

export interface Attempt {
  readonly runId: string;
  readonly number?: number;
  readonly maximumAttempts?: number;
  /** Another after a reset of the workflow. */
  readonly temporalRunId?: string;
  /** Of the last heartbeat of the attempt before. */
  readonly details?: Partial<TrainingDetails> | undefined;
  readonly processes?: ProcessRunner;
  readonly store?: ObjectStore;
  readonly baseSha256?: string;
  readonly recipe?: Readonly<Record<string, unknown>>;
}

export interface StartedAttempt {
  readonly environment: MockActivityEnvironment;
  readonly beats: TrainingDetails[];
  readonly ended: Promise<TrainedModel>;
}

export async function prepareScene(folder: string): Promise<Scene> {
  const store = createFileObjectStore(join(folder, 'store'));
  const files = await writeTickets(folder);
  const refs = { train: await storeFile(store, model, files.trainFile), validation: await storeFile(store, model, files.validationFile) };
  return { folder, store, dataset: { ...aDataset, ...refs }, baseSha256: await sha256OfFolder(goldenBaseDir) };
}

/** Trains once. */
export async function withReference(scene: Scene): Promise<TrainedScene> {
  const referenceDir = join(scene.folder, 'reference');
  await mkdir(referenceDir);
  const job = { workDir: referenceDir, baseModelDir: goldenBaseDir, ...(await writeTickets(referenceDir)), resumeFrom: null };
  const handle = await trl.submit(trainerHost, job, aRecipe());
  await untilEnded(handle);
  return { ...scene, reference: await trl.collect(handle), referenceDir };
}

/** The same, with scratch files of its own: a run clears away those of other runs of its model. */
export function elsewhere<S extends Scene>(scene: S, folder: string): S {
  return { ...scene, folder };
}

export function scratchOf(scene: Scene, runId: string): string {
  return join(scene.folder, 'scratch', 'training', model, runId);
}

export function attemptFolder(scene: Scene, runId: string, number: number): string {
  return join(scratchOf(scene, runId), `${temporalRun}.attempt-${number}`);
}

/** Empty before there is any. */
export function progressOf(workDir: string): Promise<string> {
  return readFile(join(workDir, 'progress.jsonl'), 'utf8').catch(() => '');
}

/** Steps that were reported, in order. */
export function stepsIn(progress: string): number[] {
  return [...progress.matchAll(/"event": "step", "step": (\d+)/g)].map(([, step]) => Number(step));
}

export function fenceOf(scene: Scene, runId: string, attempt: number): Fence {
  return { store: scene.store, key: `fences/${model}/${runId}.${temporalRun}`, attempt, token: 'of-the-test' };
}

export function startAttempt(scene: Scene, attempt: Attempt): StartedAttempt {
  const workflowExecution = { workflowId: `run/${model}/${attempt.runId}`, runId: attempt.temporalRunId ?? temporalRun };
  const retryPolicy = { maximumAttempts: attempt.maximumAttempts ?? 20 };
  const info = { attempt: attempt.number ?? 1, heartbeatDetails: attempt.details, workflowExecution, retryPolicy };
  const environment = new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
  const beats: TrainingDetails[] = [];
  environment.on('heartbeat', (beat?: TrainingDetails) => {
    if (beat !== undefined) beats.push(beat);
  });
  const { train, question } = aTraining(scene, attempt);
  type Train = TrainingActivities['train'];
  const ended = environment.run<Parameters<Train>, TrainedModel, Train>(train, question);
  // A test may look at other things first; the failure is still the test's to expect.
  ended.catch(() => undefined);
  return { environment, beats, ended };
}

/** The activity, and what a workflow would ask of it. */
export function aTraining(
  scene: Scene,
  attempt: Attempt,
): { readonly train: TrainingActivities['train']; readonly question: Parameters<TrainingActivities['train']>[0] } {
  const deps = someDependencies({
    store: attempt.store ?? scene.store,
    processes: attempt.processes ?? tools.runner,
    scratchDir: join(scene.folder, 'scratch'),
  });
  const baseModel = { name: 'slipway-tiny', uri: goldenBaseDir, sha256: attempt.baseSha256 ?? scene.baseSha256 };
  const resolved = aResolvedSpec({ train: aRecipe({ baseModel, ...attempt.recipe }) });
  return { ...createTrainingActivities(deps), question: { model, runId: attempt.runId, resolved, dataset: scene.dataset } };
}

/** Any program in place of the trainer. */
export function runnerOf(program: string, ...args: readonly string[]): ProcessRunner {
  return { ...tools.runner, start: (command) => tools.runner.start({ ...command, program, args }) };
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
export function replayingRunner({ referenceDir }: TrainedScene, beforeStart?: (workDir: string) => Promise<void>): ProcessRunner {
  const left = ['adapter', 'merged', 'result.json', 'progress.jsonl'].map((name) => join(referenceDir, name));
  return copyingRunner(left, beforeStart);
}
