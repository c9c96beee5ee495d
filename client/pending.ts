/** What a workflow waits for just now, from its pending activity and that activity's heartbeat: the server knows it without a worker. */

import type { Client } from '@temporalio/client';

export interface TrainingHeartbeat {
  readonly step: number;
  readonly maxSteps: number | null;
  readonly loss: number | null;
}

export interface PendingActivity {
  /** Type, such as `packageModel`. */
  readonly name: string;
  /** Of the activity `train` alone, once it has reported. */
  readonly training: TrainingHeartbeat | undefined;
}

/** Workflows here wait for one activity at a time; undefined when for none. */
export async function pendingActivity(client: Client, workflowId: string): Promise<PendingActivity | undefined> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  const [activity] = raw.pendingActivities ?? [];
  const name = activity?.activityType?.name ?? undefined;
  if (name === undefined) return undefined;
  const payload = name === 'train' ? activity?.heartbeatDetails?.payloads?.[0] : undefined;
  if (payload === undefined) return { name, training: undefined };
  return { name, training: client.options.loadedDataConverter.payloadConverter.fromPayload<TrainingHeartbeat>(payload) };
}
