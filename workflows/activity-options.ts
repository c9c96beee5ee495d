/** Every timeout and retry, each with its reason. Workflows get their activities here and nowhere else. */

import { proxyLocalActivities } from '@temporalio/workflow';
import type {
  AdmissionActivities,
  DatasetActivities,
  EvaluationActivities,
  NotificationActivities,
  PackagingActivities,
  RegistryActivities,
  ServingActivities,
  TrafficActivities,
  TrainingActivities,
} from '../activities/interface.js';
import type { ImportActivities } from '../activities/import-interface.js';
import type { PromotionActivities } from '../activities/promotion-interface.js';
import type { ReproductionActivities } from '../activities/reproduction-interface.js';
import { activitiesOf, type OnQueue } from './client-activities.js';
import { queues } from './contract.js';

/** Pure and local: its result is in history without a round trip; a second covers a slow worker. */
export const { decideAdmission } = proxyLocalActivities<Pick<AdmissionActivities, 'decideAdmission'>>({ startToCloseTimeout: '10s' });

/** Files and visibility: seconds. A wrong file is non-retryable; a busy disk recovers. */
export const { resolveSpec, describeRun } = activitiesOf<Pick<AdmissionActivities, 'resolveSpec' | 'describeRun'>>({
  taskQueue: queues.pipelines,
  startToCloseTimeout: '20s',
  retry: { maximumAttempts: 5 },
});

/** Nobody waits for it, so it waits for its store as long as that is away. */
export const { recordDecisions } = activitiesOf<Pick<AdmissionActivities, 'recordDecisions'>>({
  summary: 'write decisions into the audit',
  taskQueue: queues.pipelines,
  startToCloseTimeout: '20s',
  retry: { maximumInterval: '5m' },
});

/** Work of minutes to hours beats every 5 s (`activities/heartbeat.ts`): after three missed beats its worker counts as dead, and another attempt starts. */
const heartbeatTimeout = '20s';

/**
 * A killed or restarted worker must not use up a run, and it costs an attempt each time. What can never work (bad data, a wrong
 * digest) is thrown non-retryable and costs one; this bounds what nobody foresaw.
 */
const outlivingWorkers = { maximumAttempts: 10 };

/** Streams the whole corpus. */
export const { validateDataset } = activitiesOf<Pick<DatasetActivities, 'validateDataset'>>({
  summary: 'read, check and split the data',
  taskQueue: queues.cpu,
  startToCloseTimeout: '6h',
  heartbeatTimeout,
  retry: outlivingWorkers,
});

/** As the registry's: a store that is away for minutes must not lose what a person has answered. */
export const { recordDataReview } = activitiesOf<Pick<DatasetActivities, 'recordDataReview'>>({
  taskQueue: queues.pipelines,
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1h',
});

/** Longest attempt 12 h, two days with resumed ones. A trainer that crashes again and again is counted by the activity itself: here only workers die. */
export const trainingOn = (taskQueue: string): TrainingActivities =>
  activitiesOf<TrainingActivities>({
    summary: 'fine-tune',
    taskQueue,
    startToCloseTimeout: '12h',
    scheduleToCloseTimeout: '2d',
    heartbeatTimeout,
    retry: { maximumAttempts: 20, initialInterval: '2s' },
  });

/** Converting and quantizing an 8B model takes tens of core-minutes; deterministic, so a retry is safe. */
export const { packageModel } = activitiesOf<Pick<PackagingActivities, 'packageModel'>>({
  summary: 'merged weights to a verified GGUF',
  taskQueue: queues.cpu,
  startToCloseTimeout: '3h',
  heartbeatTimeout,
  retry: outlivingWorkers,
});

/** Two texts; where the champion's record does not have its own, its whole GGUF is fetched once for the header. */
export const { diffChatTemplate } = activitiesOf<Pick<PackagingActivities, 'diffChatTemplate'>>({
  summary: "compare the chat template with the champion's",
  taskQueue: queues.cpu,
  startToCloseTimeout: '1h',
  heartbeatTimeout,
  retry: outlivingWorkers,
});

/** Scores already measured are kept by digest, so a retried evaluation continues where it stopped. */
export const { evaluateModel } = activitiesOf<Pick<EvaluationActivities, 'evaluateModel'>>({
  summary: 'measure candidate and champion through the runtime',
  taskQueue: queues.cpu,
  startToCloseTimeout: '6h',
  heartbeatTimeout,
  retry: outlivingWorkers,
});

/**
 * Pure over stored evidence: milliseconds. Without a heartbeat its timeout is what the death of a worker costs, so it is short. Retried for
 * an hour, as it writes into the audit: a store that is away for minutes must not fail the run at its end.
 */
export const { judgeGates } = activitiesOf<Pick<EvaluationActivities, 'judgeGates'>>({
  summary: 'judge the evidence',
  taskQueue: queues.cpu,
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '1h',
});

/**
 * Small objects in the store. Retried for an hour: a run must not fail because a disk or bucket was away for minutes. Without a heartbeat the
 * timeout of one attempt is what the death of a worker costs, also in the middle of a rollback.
 */
export const { readChampion, registerVersion, moveHead, resolveRollback, recordRun, recordRollback } = activitiesOf<RegistryActivities>({
  taskQueue: queues.pipelines,
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1h',
});

/** As the registry's, of whose objects they are. */
export const { resolvePromotion, recordPromotion } = activitiesOf<PromotionActivities>({
  taskQueue: queues.pipelines,
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1h',
});

/** Read a whole dataset, or two packaged models, once: as long as either may be, and nobody waits for it with users. */
export const { planReproduction, concludeReproduction } = activitiesOf<Omit<ReproductionActivities, 'compareTrainingHost'>>({
  taskQueue: queues.cpu,
  startToCloseTimeout: '3h',
  heartbeatTimeout,
  retry: outlivingWorkers,
});

/** Asks the worker that will train for its versions: a second, for Python to start. */
export const trainingHostOn = (taskQueue: string): Pick<ReproductionActivities, 'compareTrainingHost'> =>
  activitiesOf<Pick<ReproductionActivities, 'compareTrainingHost'>>({
    summary: 'compare code and packages with the recorded ones',
    taskQueue,
    startToCloseTimeout: '1m',
    retry: { maximumAttempts: 5 },
  });

/** Merging reads and writes a base model once, loading a GGUF reads every byte of it: minutes to an hour; a retry does the same again. */
export const { mergeAdapter, verifyImport } = activitiesOf<Omit<ImportActivities, 'registerImport'>>({
  taskQueue: queues.cpu,
  startToCloseTimeout: '2h',
  heartbeatTimeout,
  retry: outlivingWorkers,
});

/** As the registry's other records. */
export const { registerImport } = activitiesOf<Pick<ImportActivities, 'registerImport'>>({
  taskQueue: queues.pipelines,
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1h',
});

/** Fetching a large GGUF to the serving host and loading it: minutes. An hour in all, however often the runtime is restarted meanwhile. */
export const { stageModel } = activitiesOf<Pick<ServingActivities, 'stageModel'>>({
  taskQueue: queues.serving,
  startToCloseTimeout: '30m',
  scheduleToCloseTimeout: '1h',
  heartbeatTimeout,
});

/** Stops processes: seconds, so it has no heartbeat. */
export const { retireModels } = activitiesOf<Pick<ServingActivities, 'retireModels'>>({
  taskQueue: queues.serving,
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '1h',
});

/** The gateway answers in milliseconds. */
const gatewayAnswers = { taskQueue: queues.serving, startToCloseTimeout: '15s' } as const;

/**
 * Asked again every 10 s, about as often as the hours say. Counted in attempts, and in time only while no worker takes the task: a
 * clock that jumps a day costs one attempt, while a deadline in time would end a healthy release or a rollback.
 */
const askedForHours = (hours: number): OnQueue => ({
  ...gatewayAnswers,
  scheduleToStartTimeout: `${hours}h`,
  retry: { initialInterval: '500ms', maximumInterval: '10s', maximumAttempts: hours * 360 },
});

/** An hour: the lease keeps users safe meanwhile, and after it the rollout fails, which rolls back and alarms. Nothing hangs unseen for ever. */
export const patientTraffic = activitiesOf<Omit<TrafficActivities, 'verifyServed' | 'reconcileRoute'>>(askedForHours(1));

/** The look that a guardrail leaves behind: users wait for the rollback, so it must not wait for a store that is away. */
export const promptTraffic = activitiesOf<Pick<TrafficActivities, 'setTraffic' | 'judgeLook'>>({
  ...gatewayAnswers,
  scheduleToCloseTimeout: '30s',
});

/** Six hours: a rollback outlasts a night's gateway outage, alarmed after half a minute, and then says that it failed. */
export const rollbackTraffic = activitiesOf<Pick<TrafficActivities, 'claimRoute' | 'setTraffic'>>(askedForHours(6));

/** Asked again in an hour, and triggers wait behind it. */
export const { reconcileRoute } = activitiesOf<Pick<TrafficActivities, 'reconcileRoute'>>({
  taskQueue: queues.serving,
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '30s',
  retry: { maximumAttempts: 3 },
});

/** A candidate whose digest stays wrong for half a minute is not going to become right: the rollout must hear of it. */
export const { verifyServed } = activitiesOf<Pick<TrafficActivities, 'verifyServed'>>({
  ...gatewayAnswers,
  scheduleToStartTimeout: '1h',
  retry: { initialInterval: '500ms', maximumInterval: '5s', maximumAttempts: 10 },
});

/** A rollback's target may still be loading: ten minutes. There is nothing better to go to meanwhile, and people are alarmed after 30 s. */
export const { verifyServed: verifyRolledBack } = activitiesOf<Pick<TrafficActivities, 'verifyServed'>>({
  ...gatewayAnswers,
  scheduleToStartTimeout: '10m',
  retry: { initialInterval: '500ms', maximumInterval: '5s', maximumAttempts: 120 },
});

/** Webhooks may be away for hours; the alert is idempotent on the run and what it says. */
export const { notifyOutcome, notifyWaiting } = activitiesOf<Pick<NotificationActivities, 'notifyOutcome' | 'notifyWaiting'>>({
  taskQueue: queues.pipelines,
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '1d',
});

/** Goes to the log and needs the store only: a rollback that has failed must not wait for it for long to say so. */
export const { alarmRollback } = activitiesOf<Pick<NotificationActivities, 'alarmRollback'>>({
  taskQueue: queues.pipelines,
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '1h',
});
