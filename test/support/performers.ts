/** Which processes performed the activities of which task queue, from the histories of every workflow. */

import type { Client } from '@temporalio/client';

/** Identities of workers by queue; a worker is called by its process and host. */
export async function performersByQueue(client: Client): Promise<Map<string, Set<string>>> {
  const performers = new Map<string, Set<string>>();
  for await (const { workflowId, runId } of client.workflow.list()) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const queueOf = new Map<string, string>();
    for (const { eventId, activityTaskScheduledEventAttributes: scheduled, activityTaskStartedEventAttributes: started } of events ?? []) {
      if (scheduled) queueOf.set(String(eventId), scheduled.taskQueue?.name ?? '');
      if (!started) continue;
      const queue = queueOf.get(String(started.scheduledEventId)) ?? '';
      performers.set(queue, (performers.get(queue) ?? new Set()).add(started.identity ?? ''));
    }
  }
  return performers;
}
