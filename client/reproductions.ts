/** Starting, following and ending the workflow that makes a version again. Apart from releases, because it asks no entity. */

import { WorkflowExecutionAlreadyStartedError, WorkflowFailedError, type Client, type WorkflowHandle } from '@temporalio/client';
import { CancelledFailure, TerminatedFailure } from '@temporalio/common';
import { clientOf, reproductionIdOf } from '../domain/model-version.js';
import {
  queues,
  reproductionWorkflowId,
  taskQueueOf,
  workflowTypes,
  type ReproductionRequest,
  type ReproductionResult,
} from '../workflows/contract.js';
import type { reproduction } from '../workflows/reproduction.js';
import { orUndefined, withCause } from './answers.js';
import { requestCancel } from './cancel.js';
import { pendingActivity, type PendingActivity } from './pending.js';
import { modelAttribute } from './search-attributes.js';

export type { PendingActivity } from './pending.js';
export type { ReproductionResult } from '../workflows/contract.js';

export interface Reproductions {
  /** Starts one; its id. It needs no entity, and may go on beside a run. */
  reproduce(model: string, request: ReproductionRequest): Promise<string>;
  /** Waits for its end. Undefined when Temporal has no such workflow; throws with the reason of one that failed. */
  reproductionResult(model: string, reproductionId: string): Promise<ReproductionResult | 'cancelled' | undefined>;
  /** What it waits for now; undefined between two activities, and when it has ended. */
  reproductionStep(model: string, reproductionId: string): Promise<PendingActivity | undefined>;
  /** Asks for the end. False when it has ended already. The reason stays in its history. */
  cancelReproduction(model: string, reproductionId: string, reason: string): Promise<boolean>;
}

/** More than anybody starts on one day. */
const idsTried = 1_000;

export function createReproductions(client: Client): Reproductions {
  const handleOf = (model: string, reproductionId: string): WorkflowHandle<typeof reproduction> =>
    client.workflow.getHandle(reproductionWorkflowId(model, reproductionId));
  return {
    reproduce: (model, request) => start(client, model, request),
    reproductionResult: (model, reproductionId) =>
      orUndefined(() => withCause(`reproduction ${reproductionId}`, () => endOf(handleOf(model, reproductionId)))),
    reproductionStep: (model, reproductionId) => pendingActivity(client, reproductionWorkflowId(model, reproductionId)),
    cancelReproduction: (model, reproductionId, reason) => requestCancel(client, reproductionWorkflowId(model, reproductionId), reason),
  };
}

/** The first id of today that nobody has taken. */
async function start(client: Client, model: string, request: ReproductionRequest): Promise<string> {
  for (let sequence = 1; sequence <= idsTried; sequence += 1) {
    const reproductionId = reproductionIdOf(new Date(), sequence);
    try {
      await client.workflow.start<typeof reproduction>(workflowTypes.reproduction, {
        workflowId: reproductionWorkflowId(model, reproductionId),
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        taskQueue: taskQueueOf(clientOf(model), queues.pipelines),
        typedSearchAttributes: [{ key: modelAttribute, value: model }],
        staticSummary: `${model}: ${request.version} made again, asked for by ${request.requestedBy}`,
        args: [{ model, reproductionId, ...request }],
      });
      return reproductionId;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
  throw new Error(`${idsTried} reproductions of ${model} were started today; expected a free id`);
}

async function endOf(handle: WorkflowHandle<typeof reproduction>): Promise<ReproductionResult | 'cancelled'> {
  try {
    return await handle.result();
  } catch (error) {
    const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
    if (cause instanceof CancelledFailure || cause instanceof TerminatedFailure) return 'cancelled';
    throw error;
  }
}
