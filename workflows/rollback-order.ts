/** A rollback as the child of the rollout that it ends: judged by a look or a guardrail, or ordered by a person through the entity. */

import { ApplicationFailure } from '@temporalio/common';
import { executeChild, ParentClosePolicy } from '@temporalio/workflow';
import { rollbackWorkflowId, workflowTypes, type RollbackOrder, type RollbackReport } from './contract.js';
import type { rollback } from './rollback.js';
import type { RolloutInput } from './rollout.js';

export async function rollBackAsChild(input: RolloutInput, order: RollbackOrder): Promise<RollbackReport> {
  return executeChild<typeof rollback>(workflowTypes.rollback, {
    workflowId: rollbackWorkflowId(input.model, order.rollbackId),
    // A rollback under way must never be cut off by its parent's end.
    parentClosePolicy: ParentClosePolicy.ABANDON,
    staticSummary: `${input.model} back to ${order.target.version}: ${order.reason.slice(0, 120)}`,
    args: [{ model: input.model, runId: input.runId, order, from: input.candidate }],
  });
}

/** The rollout's own order: back to the champion that the candidate was judged against. */
export function ownOrder(input: RolloutInput, end: { readonly trigger: RollbackOrder['trigger']; readonly reason: string }): RollbackOrder {
  if (input.champion === null) {
    throw ApplicationFailure.nonRetryable(
      `${input.candidate.version} failed in its watch (${end.reason}) and there is no earlier version to roll back to; it keeps serving`,
      'NoChampion',
    );
  }
  return { rollbackId: input.runId, trigger: end.trigger, reason: end.reason, requestedBy: 'slipway', target: input.champion };
}
