/** Every timeout and retry, each with its reason. Workflows get their activities here and nowhere else. */

import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
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
import { queues } from './contract.js';

/** Pure and local: its result is in history without a round trip; a second covers a slow worker. */
export const { decideAdmission } = proxyLocalActivities<Pick<AdmissionActivities, 'decideAdmission'>>({ startToCloseTimeout: '10s' });

/** Files and visibility: seconds. A wrong file is non-retryable; a busy disk recovers. */
export const { resolveSpec, describeRun } = proxyActivities<Omit<AdmissionActivities, 'decideAdmission'>>({
  taskQueue: queues.pipelines,
  startToCloseTimeout: '1m',
  retry: { maximumAttempts: 5 },
});

/** Streams the whole corpus; heartbeats each chunk, so a dead worker is noticed in a minute and not after six hours. */
export const { validateDataset } = proxyActivities<DatasetActivities>({
  summary: 'read, check and split the data',
  taskQueue: queues.cpu,
  startToCloseTimeout: '6h',
  heartbeatTimeout: '1m',
  retry: { maximumAttempts: 3 },
});

/** Longest attempt 12 h, two days with resumed attempts. Three attempts: a crash resumes from its checkpoint, a third crash is the recipe's fault. */
export const trainingOn = (taskQueue: string): TrainingActivities =>
  proxyActivities<TrainingActivities>({
    summary: 'fine-tune',
    taskQueue,
    startToCloseTimeout: '12h',
    scheduleToCloseTimeout: '2d',
    heartbeatTimeout: '30s',
    retry: { maximumAttempts: 3, initialInterval: '2s' },
  });

/** Converting and quantizing an 8B model takes tens of core-minutes; deterministic, so a retry is safe. */
export const { packageModel } = proxyActivities<PackagingActivities>({
  summary: 'merged weights to a verified GGUF',
  taskQueue: queues.cpu,
  startToCloseTimeout: '3h',
  heartbeatTimeout: '1m',
  retry: { maximumAttempts: 3 },
});

/** Scores already measured are kept by digest, so a retried evaluation continues where it stopped. */
export const { evaluateModel } = proxyActivities<Pick<EvaluationActivities, 'evaluateModel'>>({
  summary: 'measure candidate and champion through the runtime',
  taskQueue: queues.cpu,
  startToCloseTimeout: '6h',
  heartbeatTimeout: '2m',
  retry: { maximumAttempts: 3 },
});

/** Pure over stored evidence. */
export const { judgeGates } = proxyActivities<Pick<EvaluationActivities, 'judgeGates'>>({
  summary: 'judge the evidence',
  taskQueue: queues.cpu,
  startToCloseTimeout: '5m',
  retry: { maximumAttempts: 5 },
});

/** Small objects in the store. Retried for an hour: a run must not fail because a disk or bucket was away for minutes. */
export const { readChampion, registerVersion, moveHead, resolveRollback, recordRun, recordRollback } = proxyActivities<RegistryActivities>({
  taskQueue: queues.pipelines,
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '1h',
});

/** Fetching a large GGUF to the serving host and loading it: minutes. */
export const { stageModel, retireModels } = proxyActivities<ServingActivities>({
  taskQueue: queues.serving,
  startToCloseTimeout: '30m',
  heartbeatTimeout: '1m',
  retry: { maximumAttempts: 5 },
});

/** The gateway answers in milliseconds; it is asked for ever, quickly, because a rollback must outlast a gateway restart. */
export const { claimRoute, setTraffic, openWindow, judgeLook } = proxyActivities<
  Omit<TrafficActivities, 'verifyServed' | 'reconcileRoute'>
>({
  taskQueue: queues.serving,
  startToCloseTimeout: '15s',
  retry: { initialInterval: '500ms', maximumInterval: '10s' },
});

/** Asked again in an hour, and triggers wait behind it. */
export const { reconcileRoute } = proxyActivities<Pick<TrafficActivities, 'reconcileRoute'>>({
  taskQueue: queues.serving,
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '30s',
  retry: { maximumAttempts: 3 },
});

/** A served digest that stays wrong for half a minute is not going to become right: the caller must hear of it. */
export const { verifyServed } = proxyActivities<Pick<TrafficActivities, 'verifyServed'>>({
  taskQueue: queues.serving,
  startToCloseTimeout: '15s',
  retry: { initialInterval: '500ms', maximumInterval: '5s', maximumAttempts: 10 },
});

/** Webhooks may be away for hours; the alert is idempotent on the run. */
export const { notifyOutcome, alarmRollback } = proxyActivities<NotificationActivities>({
  taskQueue: queues.pipelines,
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '1d',
});
