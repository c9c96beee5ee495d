/** When a workflow goes on by itself, read from the end of its history: the server knows it without a worker. */

import type { Client } from '@temporalio/client';
import { requiredTsToMs, tsToMs } from '@temporalio/common/lib/time.js';

export interface NextTimer {
  /** ISO 8601. */
  readonly at: string;
  /** What it is for, such as `look 7 (canary)`. */
  readonly what: string;
}

/** A timer that is pending was started a few events ago: workflows here wait for one thing at a time. */
const newestEvents = 30;

/** Of a workflow that is running; undefined while it waits for something else. */
export async function nextTimer(client: Client, workflowId: string): Promise<NextTimer | undefined> {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId },
    maximumPageSize: newestEvents,
  });
  const over = new Set<string>();
  for (const event of history?.events ?? []) {
    const ended = event.timerFiredEventAttributes ?? event.timerCanceledEventAttributes;
    over.add(String(ended?.startedEventId));
    const started = event.timerStartedEventAttributes ?? null;
    if (started === null || over.has(String(event.eventId))) continue;
    const at = requiredTsToMs(event.eventTime, 'eventTime') + tsToMs(started.startToFireTimeout);
    const summary = event.userMetadata?.summary ?? null;
    const what = summary === null ? '' : client.options.loadedDataConverter.payloadConverter.fromPayload<string>(summary);
    return { at: new Date(at).toISOString(), what };
  }
  return undefined;
}
