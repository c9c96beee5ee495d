/** Training: one long activity on a GPU queue that drives a trainer, reports each step and survives its own retry by checkpoints. */

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { activityInfo, cancelled, heartbeat, sleep } from '@temporalio/activity';
import type { TrainerHost, TrainingHandle, TrainingProgress } from '../catalog/define.js';
import { trainerOf, type TrainerConfig } from '../catalog/trainers/index.js';
import { failureTypes, type FailureType } from '../domain/failure-types.js';
import { sha256OfFolder } from '../gguf/digest.js';
import { fetchFile, storeFile, storeFolder } from './artifacts.js';
import type { ActivityDependencies } from './dependencies.js';
import { permanent, transient } from './failure.js';
import { holdsFence, takeFence } from './fence.js';
import type { TrainedModel, TrainingActivities } from './interface.js';

type TrainQuestion = Parameters<TrainingActivities['train']>[0];

/** What the next attempt needs to know; small, because it travels with every heartbeat. */
interface HeartbeatDetails {
  readonly checkpoint: string | null;
  readonly step: number;
  readonly maxSteps: number | null;
  readonly loss: number | null;
}

const pollMilliseconds = 1_000;

export function createTrainingActivities(deps: ActivityDependencies): TrainingActivities {
  return {
    async train(question) {
      const { model, runId } = question;
      const config = question.resolved.spec.train;
      await checkBaseModel(config);
      const { attempt } = activityInfo();
      const fence = { store: deps.store, key: `fences/${model}/${runId}`, attempt };
      await takeFence(fence);
      const root = join(deps.settings.scratchDir, 'training', model, runId);
      const handle = await start(deps, question, join(root, `attempt-${attempt}`));
      await toTheEnd(deps, question, handle);
      const trained = await publish(deps, question, { handle, fence });
      await rm(root, { recursive: true, force: true });
      return trained;
    },
  };
}

async function checkBaseModel({ baseModel }: TrainerConfig): Promise<void> {
  const sha256 = await sha256OfFolder(baseModel.uri).catch((error: unknown) => {
    throw permanent('BaseModelMismatch', `train.baseModel.uri: expected a folder at ${baseModel.uri}; put the base model there`, error);
  });
  if (sha256 === baseModel.sha256) return;
  throw permanent(
    'BaseModelMismatch',
    `train.baseModel.sha256: expected ${baseModel.sha256}, ${baseModel.uri} is ${sha256}; restore the base model or change the file`,
  );
}

async function start(deps: ActivityDependencies, question: TrainQuestion, workDir: string): Promise<TrainingHandle> {
  const config = question.resolved.spec.train;
  await mkdir(workDir, { recursive: true });
  const details = activityInfo().heartbeatDetails as HeartbeatDetails | undefined;
  return trainerOf(config).submit(
    hostOf(deps),
    {
      workDir,
      baseModelDir: config.baseModel.uri,
      trainFile: await fetchFile(deps.store, question.dataset.train, join(workDir, 'train.jsonl')),
      validationFile: await fetchFile(deps.store, question.dataset.validation, join(workDir, 'validation.jsonl')),
      resumeFrom: details?.checkpoint ?? null,
    },
    config,
  );
}

/** Polls until the trainer is done. Cancellation (asked for, or this attempt timed out) stops the whole process group. */
async function toTheEnd(deps: ActivityDependencies, question: TrainQuestion, handle: TrainingHandle): Promise<void> {
  const trainer = trainerOf(question.resolved.spec.train);
  const host = hostOf(deps);
  try {
    for (;;) {
      const progress = await trainer.poll(host, handle);
      heartbeat(detailsOf(progress));
      deps.metrics.trainingStep(question.model, progress.step, progress.loss);
      if (progress.state === 'done') return;
      if (progress.failure !== null) throw failureOf(progress.failure);
      await Promise.race([sleep(pollMilliseconds), cancelled()]);
    }
  } finally {
    await trainer.cancel(host, handle);
  }
}

async function publish(
  deps: ActivityDependencies,
  question: TrainQuestion,
  attempt: { readonly handle: TrainingHandle; readonly fence: Parameters<typeof holdsFence>[0] },
): Promise<TrainedModel> {
  const config = question.resolved.spec.train;
  const result = await trainerOf(config).collect(attempt.handle);
  if (!(await holdsFence(attempt.fence))) {
    throw permanent(
      'Superseded',
      `attempt ${attempt.fence.attempt} of ${question.runId} was overtaken by a later one; its weights are not published`,
    );
  }
  return {
    adapter: await storeFolder(deps.store, question.model, result.adapterDir),
    adapterSha256: result.adapterSha256,
    merged: await storeFolder(deps.store, question.model, result.mergedDir),
    metadata: {
      ...result.metadata,
      datasetVersion: question.dataset.version,
      baseModelSha256: config.baseModel.sha256,
      recipeDigest: question.resolved.recipeDigest,
      codeVersion: deps.settings.codeVersion,
      packageLock: (await storeFile(deps.store, question.model, join(deps.settings.programsDir, 'requirements.lock'))).sha256,
    },
  };
}

function hostOf({ processes, settings }: ActivityDependencies): TrainerHost {
  return { processes, python: settings.python, programsDir: settings.programsDir, threads: settings.threads };
}

function detailsOf(progress: TrainingProgress): HeartbeatDetails {
  const { step, maxSteps, loss, checkpoint } = progress;
  return { checkpoint: checkpoint?.path ?? null, step, maxSteps, loss };
}

/** Bad data and divergence will happen again with the same recipe; a crash or a full GPU may not. */
function failureOf(failure: { readonly type: string; readonly message: string }): Error {
  const type = failureTypes.find((known): known is FailureType => known === failure.type) ?? 'TrainerCrashed';
  return type === 'TrainerCrashed' || type === 'OutOfMemory' ? transient(type, failure.message) : permanent(type, failure.message);
}
