/** Training: one long activity on a GPU queue that drives a trainer, reports each step and survives its own retry by checkpoints. */

import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { activityInfo, cancelled, heartbeat, log, sleep } from '@temporalio/activity';
import type { TrainerHost, TrainingHandle, TrainingJob, TrainingProgress } from '../catalog/define.js';
import { trainerOf, type TrainerConfig } from '../catalog/trainers/index.js';
import { failureTypes, type FailureType } from '../domain/failure-types.js';
import { sha256OfFolder } from '../gguf/digest.js';
import { fetchFile, storeFile, storeFolder } from './artifacts.js';
import type { ActivityDependencies } from './dependencies.js';
import { permanent, transient } from './failure.js';
import { holdsFence, takeFence, type Fence } from './fence.js';
import { whileHeartbeating } from './heartbeat.js';
import type { TrainedModel, TrainingActivities } from './interface.js';

type TrainQuestion = Parameters<TrainingActivities['train']>[0];

/** What the next attempt needs to know; small, because it travels with every heartbeat. */
interface HeartbeatDetails {
  readonly checkpoint: string | null;
  readonly step: number;
  readonly maxSteps: number | null;
  readonly loss: number | null;
}

/** What was reported last; at first, by the attempt before. */
interface Reported {
  details: HeartbeatDetails | undefined;
}

const pollMilliseconds = 1_000;

export function createTrainingActivities(deps: ActivityDependencies): TrainingActivities {
  return {
    async train(question) {
      const reported: Reported = { details: activityInfo().heartbeatDetails as HeartbeatDetails | undefined };
      // Hashing a base of many gigabytes and storing the weights take longer than the heartbeat timeout.
      return whileHeartbeating(
        () => trainIn(deps, question, reported),
        () => reported.details,
      );
    },
  };
}

async function trainIn(deps: ActivityDependencies, question: TrainQuestion, reported: Reported): Promise<TrainedModel> {
  const { model, runId } = question;
  await checkBaseModel(question.resolved.spec.train);
  const { attempt } = activityInfo();
  const fence = { store: deps.store, key: `fences/${model}/${runId}`, attempt };
  await takeFence(fence);
  const root = join(deps.settings.scratchDir, 'training', model, runId);
  const job = { workDir: join(root, `attempt-${attempt}`), resumeFrom: await usableCheckpoint(reported.details) };
  const handle = await start(deps, question, job);
  await toTheEnd(deps, question, { handle, reported });
  const trained = await publish(deps, question, { handle, fence });
  await cleanUp(root, fence);
  return trained;
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

/** Null where it is not on this machine, or was replaced by a newer one after the last heartbeat that arrived: then it starts afresh. */
async function usableCheckpoint(details: HeartbeatDetails | undefined): Promise<string | null> {
  const checkpoint = details?.checkpoint ?? null;
  if (checkpoint === null) return null;
  const isThere = await stat(checkpoint).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (!isThere) log.warn('the last checkpoint is not on this machine; training starts afresh', { checkpoint });
  return isThere ? checkpoint : null;
}

async function start(
  deps: ActivityDependencies,
  question: TrainQuestion,
  { workDir, resumeFrom }: Pick<TrainingJob, 'workDir' | 'resumeFrom'>,
): Promise<TrainingHandle> {
  const config = question.resolved.spec.train;
  await mkdir(workDir, { recursive: true });
  return trainerOf(config).submit(
    hostOf(deps),
    {
      workDir,
      baseModelDir: config.baseModel.uri,
      trainFile: await fetchFile(deps.store, question.dataset.train, join(workDir, 'train.jsonl')),
      validationFile: await fetchFile(deps.store, question.dataset.validation, join(workDir, 'validation.jsonl')),
      resumeFrom,
    },
    config,
  );
}

/** Polls until the trainer is done. Cancellation (asked for, or this attempt timed out) stops the whole process group. */
async function toTheEnd(
  deps: ActivityDependencies,
  question: TrainQuestion,
  { handle, reported }: { readonly handle: TrainingHandle; readonly reported: Reported },
): Promise<void> {
  const trainer = trainerOf(question.resolved.spec.train);
  const host = hostOf(deps);
  try {
    for (;;) {
      const progress = await trainer.poll(host, handle);
      reported.details = detailsOf(progress, reported.details);
      heartbeat(reported.details);
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
  attempt: { readonly handle: TrainingHandle; readonly fence: Fence },
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

/** Of this attempt and those before it. A later one that began meanwhile may be resuming from one of them: then it cleans up. */
async function cleanUp(root: string, fence: Fence): Promise<void> {
  if (!(await holdsFence(fence))) return;
  for (let attempt = 1; attempt <= fence.attempt; attempt += 1) {
    const folder = join(root, `attempt-${attempt}`);
    // An overtaken trainer may still write there; finished weights are not thrown away for a folder that could not be removed.
    await rm(folder, { recursive: true, force: true }).catch((error: unknown) => log.warn('left scratch files', { folder, error }));
  }
}

function hostOf({ processes, settings }: ActivityDependencies): TrainerHost {
  return { processes, python: settings.python, programsDir: settings.programsDir, threads: settings.threads };
}

/** A resumed attempt that has no checkpoint of its own yet still reports the one before: if it crashes too, that is where to resume. */
function detailsOf(progress: TrainingProgress, before: HeartbeatDetails | undefined): HeartbeatDetails {
  const { step, maxSteps, loss, checkpoint } = progress;
  return { checkpoint: checkpoint?.path ?? before?.checkpoint ?? null, step, maxSteps, loss };
}

/** Bad data and divergence will happen again with the same recipe; a crash or a full GPU may not. */
function failureOf(failure: { readonly type: string; readonly message: string }): Error {
  const type = failureTypes.find((known): known is FailureType => known === failure.type) ?? 'TrainerCrashed';
  return type === 'TrainerCrashed' || type === 'OutOfMemory' ? transient(type, failure.message) : permanent(type, failure.message);
}
