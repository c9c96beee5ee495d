/** How workflows call activities: on the queues of their own client, and waiting for the end of what they cancel. The options are in `activity-options.ts`. */

import {
  ActivityCancellationType,
  proxyActivities,
  workflowInfo,
  type ActivityInterfaceFor,
  type ActivityOptions,
  type UntypedActivities,
} from '@temporalio/workflow';
import { clientOfQueue, taskQueueOf } from './contract.js';

/**
 * A cancelled run ends when its trainer is dead and its traffic change is over, not before: the SDK's documentation calls this the
 * default, but 1.24 does not wait unless told. Short activities end by themselves, long ones hear of it by their heartbeat.
 */
export const activitiesOf = <T extends object>(options: OnQueue): ActivityInterfaceFor<T> =>
  new Proxy({} as ActivityInterfaceFor<T>, { get: (_, name) => perform(String(name), options) });

export type OnQueue = ActivityOptions & { readonly taskQueue: string };

/** This module is loaded once for all workflows. Whose activity it is tells the workflow's own queue, when it asks. */
function perform(name: string, options: OnQueue): UntypedActivities[string] {
  const cancellationType = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;
  return (...args: unknown[]): Promise<unknown> => {
    // replay: it is the worker's queue, and a replay's worker has one of no client. Histories are not compared by queue.
    const taskQueue = taskQueueOf(clientOfQueue(workflowInfo().taskQueue), options.taskQueue);
    const activities: UntypedActivities = proxyActivities({ cancellationType, ...options, taskQueue });
    const activity = activities[name];
    if (activity === undefined) throw new Error(`expected an activity, got ${name}`);
    return activity(...args);
  };
}
