/** One execution of the activity `train`: what it was given, what the attempt before left, and what it reports to the next. */

import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { activityInfo, heartbeat, log } from '@temporalio/activity';
import type { TrainerHost } from '../catalog/define.js';
import { trainerConfig, trainerOf, type TrainerConfig } from '../catalog/trainers/index.js';
import type { Execution } from './attempt-folder.js';
import type { ActivityDependencies } from './dependencies.js';
import type { Fence } from './fence.js';
import type { TrainingActivities } from './interface.js';
import { detailsFrom, type TrainingDetails } from './training-details.js';

type TrainQuestion = Parameters<TrainingActivities['train']>[0];

export interface Attempt {
  readonly deps: ActivityDependencies;
  readonly question: TrainQuestion;
  readonly config: TrainerConfig;
  readonly fence: Fence;
  readonly scratch: Execution;
  /** What was reported last; at first, by the attempt before. */
  details: TrainingDetails | undefined;
}

export function beginAttempt(deps: ActivityDependencies, question: TrainQuestion): Attempt {
  const { attempt, workflowExecution, heartbeatDetails } = activityInfo();
  if (workflowExecution === undefined) throw new Error('expected to be called by a workflow: its run id names the fence and the folders');
  const { model, runId } = question;
  const temporalRunId = workflowExecution.runId;
  return {
    deps,
    question,
    // A run that an earlier version of the code admitted lacks the keys that were added since.
    config: trainerConfig.parse(question.resolved.spec.train),
    fence: { store: deps.store, key: `fences/${model}/${runId}.${temporalRunId}`, attempt, token: randomUUID() },
    scratch: { root: join(deps.settings.scratchDir, 'training', model, runId), temporalRunId, attempt },
    details: detailsFrom(heartbeatDetails),
  };
}

/**
 * Stops the trainer of the attempt before, which may outlive its worker's silence, and answers the last checkpoint that it completed: its
 * own record knows of one that no heartbeat reported. Null where there is none on this machine: then training starts afresh.
 */
export async function takeOver(attempt: Attempt): Promise<string | null> {
  const { details } = attempt;
  if (details === undefined) return null;
  let { checkpoint } = details;
  if (details.handle !== null) {
    const trainer = trainerOf(attempt.config);
    await trainer.cancel(trainerHost(attempt.deps), details.handle);
    const last = await trainer.poll(trainerHost(attempt.deps), details.handle);
    checkpoint = last.checkpoint?.path ?? checkpoint;
  }
  attempt.details = { ...details, checkpoint };
  if (checkpoint === null) return null;
  const isThere = await stat(checkpoint).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (!isThere) log.warn('the last checkpoint is not on this machine; training starts afresh', { checkpoint });
  return isThere ? checkpoint : null;
}

/** Heartbeats at once; `whileHeartbeating` repeats it. */
export function report(attempt: Attempt, details: TrainingDetails): void {
  attempt.details = details;
  heartbeat(details);
}

export function trainerHost({ processes, settings }: ActivityDependencies): TrainerHost {
  return { processes, python: settings.python, programsDir: settings.programsDir, threads: settings.threads };
}
