/** Asks a workflow to end before its time. By the service itself, because the handle's `cancel` takes no reason. */

import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { orUndefined } from './answers.js';

/** False when it has ended already. The reason stays in its history. */
export async function requestCancel(client: Client, workflowId: string, reason: string): Promise<boolean> {
  const { namespace, identity } = client.options;
  const request = { namespace, identity, requestId: randomUUID(), workflowExecution: { workflowId }, reason };
  return (await orUndefined(() => client.workflowService.requestCancelWorkflowExecution(request))) !== undefined;
}
