/** Training: one long activity on a GPU queue that drives a trainer, reports each step and survives its own retry by checkpoints. */

import { join } from 'node:path';
import { cancellationSignal, sleep } from '@temporalio/activity';
import type { TrainingHandle } from '../catalog/define.js';
import { trainerOf, type TrainerConfig } from '../catalog/trainers/index.js';
import { secondsBetween } from '../domain/duration.js';
import { sha256OfFolder } from '../gguf/digest.js';
import { checkModelFolder } from '../gguf/model-folder.js';
import { saveTrainingCurves } from '../registry/training-curves.js';
import { fetchFile, storeFile, storeFolder } from './artifacts.js';
import { clearAway, isLast } from './attempt-folder.js';
import { writeAudit } from './audit.js';
import { buildEnvironmentOf } from './build-environment.js';
import type { ActivityDependencies } from './dependencies.js';
import { permanent, withFailureTypes } from './failure.js';
import { holdsFence, takeFence } from './fence.js';
import { whileHeartbeating } from './heartbeat.js';
import type { TrainedModel, TrainingActivities } from './interface.js';
import { watchSilence } from './silence.js';
import { beginAttempt, report, takeOver, trainerHost, type Attempt } from './training-attempt.js';
import { detailsAfter } from './training-details.js';
import { failureOf, stallOf } from './training-failure.js';
import { makeAttemptFolder, removeScratch } from './training-scratch.js';

const pollMilliseconds = 1_000;

export function createTrainingActivities(deps: ActivityDependencies): TrainingActivities {
  return {
    async train(question) {
      const attempt = beginAttempt(deps, question);
      // Hashing a base of many gigabytes and storing the weights take longer than the heartbeat timeout.
      return whileHeartbeating(
        () => freeingScratch(attempt, () => withFailureTypes(() => trainIn(attempt), attempt.scratch.root)),
        () => attempt.details,
      );
    },
  };
}

/** Frees the folders once no attempt will come back to them; one that is retried resumes from its checkpoint. */
async function freeingScratch<T>({ scratch, fence }: Attempt, work: () => Promise<T>): Promise<T> {
  let isOver = true;
  try {
    return await work();
  } catch (error) {
    isOver = isLast(error);
    throw error;
  } finally {
    if (isOver) await removeScratch(scratch, fence);
  }
}

async function trainIn(attempt: Attempt): Promise<TrainedModel> {
  await takeFence(attempt.fence);
  await checkBaseModel(attempt.config);
  const startedAt = await auditStart(attempt);
  const resumeFrom = await takeOver(attempt);
  await clearAway(attempt.scratch, resumeFrom);
  const workDir = await makeAttemptFolder(attempt.scratch);
  const handle = await start(attempt, workDir, resumeFrom);
  await toTheEnd(attempt, handle);
  return finish(attempt, startedAt, await publish(attempt, handle));
}

/** When the first attempt started, which later ones continue. */
async function auditStart({ deps, question, config, scratch }: Attempt): Promise<string> {
  const { model, runId, dataset, resolved } = question;
  const { at } = await writeAudit(deps, {
    model,
    actor: `run:${runId}`,
    action: 'training-started',
    subject: runId,
    details: { dataset: dataset.version, baseModel: config.baseModel.sha256, recipe: resolved.recipeDigest, trainer: config.kind },
    // A run that is reset trains again, and that is another training.
    idempotencyKey: `training-started/${runId}/${scratch.temporalRunId}`,
  });
  return at;
}

/** Written down once what was trained is published: an attempt that dies before publishes again, and gets the time that is written. */
async function finish({ deps, question, scratch }: Attempt, startedAt: string, trained: TrainedModel): Promise<TrainedModel> {
  const { model, runId, resolved } = question;
  const now = deps.now().toISOString();
  const { at: finishedAt } = await writeAudit(deps, {
    model,
    actor: `run:${runId}`,
    action: 'training-finished',
    subject: runId,
    details: { recipe: resolved.recipeDigest, adapterSha256: trained.adapterSha256, seconds: secondsBetween(startedAt, now) },
    idempotencyKey: `training-finished/${runId}/${scratch.temporalRunId}/${trained.adapterSha256.slice(0, 12)}`,
    at: now,
  });
  return { ...trained, times: { startedAt, finishedAt } };
}

async function checkBaseModel({ baseModel }: TrainerConfig): Promise<void> {
  const sha256 = await sha256OfFolder(baseModel.uri).catch((error: unknown) => {
    throw permanent('BaseModelMismatch', `train.baseModel.uri: expected a folder at ${baseModel.uri}; put the base model there`, error);
  });
  if (sha256 !== baseModel.sha256) {
    throw permanent(
      'BaseModelMismatch',
      `train.baseModel.sha256: expected ${baseModel.sha256}, ${baseModel.uri} is ${sha256}; restore the base model or change the file`,
    );
  }
  // The digest says that these are the bytes which somebody chose, and not that reading them runs no code.
  await checkModelFolder(baseModel.uri);
}

async function start({ deps, question, config }: Attempt, workDir: string, resumeFrom: string | null): Promise<TrainingHandle> {
  const trainFile = await fetchFile(deps.store, question.dataset.train, join(workDir, 'train.jsonl'));
  const validationFile = await fetchFile(deps.store, question.dataset.validation, join(workDir, 'validation.jsonl'));
  cancellationSignal().throwIfAborted();
  const job = { workDir, baseModelDir: config.baseModel.uri, trainFile, validationFile, resumeFrom };
  return trainerOf(config).submit(trainerHost(deps), job, config);
}

/** Polls until the trainer is done. Cancellation (asked for, or this attempt timed out) stops the whole process group. */
async function toTheEnd(attempt: Attempt, handle: TrainingHandle): Promise<void> {
  const { deps, config, question } = attempt;
  const trainer = trainerOf(config);
  const silenceSince = watchSilence();
  try {
    for (;;) {
      const progress = await trainer.poll(trainerHost(deps), handle);
      report(attempt, detailsAfter(attempt.details, handle, progress));
      deps.metrics.trainingStep(question.model, progress.step, progress.loss);
      if (progress.state === 'done') return;
      const failure = progress.failure ?? stallOf(attempt, progress, silenceSince(progress.revision));
      if (failure !== null) throw await failureOf(attempt, failure, handle.workDir);
      await sleep(pollMilliseconds);
    }
  } finally {
    await trainer.cancel(trainerHost(deps), handle);
  }
}

async function publish({ deps, question, config, fence }: Attempt, handle: TrainingHandle): Promise<TrainedModel> {
  const result = await trainerOf(config).collect(handle);
  if (!(await holdsFence(fence))) {
    throw permanent(
      'Superseded',
      `attempt ${fence.attempt} of ${question.runId} was overtaken by a later one; its weights are not published`,
    );
  }
  cancellationSignal().throwIfAborted();
  await saveTrainingCurves(deps.store, question, result.curves);
  const packageLock = await storeFile(deps.store, question.model, join(deps.settings.programsDir, 'requirements.lock'));
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
      packageLock: packageLock.sha256,
    },
    environment: buildEnvironmentOf(result.metadata, packageLock.sha256),
  };
}
