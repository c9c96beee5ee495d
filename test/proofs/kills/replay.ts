/** Every history that a proof has made replays with the code that made it: a kill must not leave one that only its own worker understands. */

import { Worker } from '@temporalio/worker';
import type { Stack } from '../../../apps/local/stack.js';
import { workflowTypes } from '../../../workflows/contract.js';
import { sharedBundle } from '../../support/temporal.js';

/** How many; throws at the first that does not replay. */
export async function replayAll(stack: Stack): Promise<number> {
  const workflowBundle = await sharedBundle();
  let replayed = 0;
  for (const type of Object.values(workflowTypes)) {
    for await (const { workflowId, runId } of stack.client.workflow.list({ query: `WorkflowType = "${type}"` })) {
      const history = await stack.client.workflow.getHandle(workflowId, runId).fetchHistory();
      await Worker.runReplayHistory({ workflowBundle }, history, workflowId);
      replayed += 1;
    }
  }
  return replayed;
}
