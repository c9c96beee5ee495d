/** What each task queue's worker may do at once, and how long it may take to stop. */

import type { WorkerOptions } from '@temporalio/worker';
import { queues, type QueueName } from '../workflows/contract.js';

export const queueNames = Object.keys(queues) as QueueName[];

/** Activities at once: training is one per GPU; the others are waiting or short, but `cpu` work is heavy. */
const activitiesAtOnce: Record<QueueName, number> = { pipelines: 20, cpu: 2, gpu: 1, serving: 20 };

/** `concurrency` is for the queues whose work is heavy; the others wait and answer. */
export function optionsOf(
  queue: string,
  concurrency?: number,
): Pick<WorkerOptions, 'maxConcurrentActivityTaskExecutions' | 'shutdownGraceTime' | 'shutdownForceTime' | 'maxHeartbeatThrottleInterval'> {
  const known = queueNames.find((name) => name === queue);
  // A queue with a name of its own is a further class of GPU.
  const usual = known === undefined ? 1 : activitiesAtOnce[known];
  return {
    maxConcurrentActivityTaskExecutions: known === 'pipelines' || known === 'serving' ? usual : (concurrency ?? usual),
    // Zero would cancel activities at once on SIGTERM; a look or a flip in progress takes seconds.
    shutdownGraceTime: '5s',
    shutdownForceTime: '20s',
    // Cancellation is delivered on heartbeats; this bounds how long a cancelled training goes on.
    maxHeartbeatThrottleInterval: '2s',
  };
}
