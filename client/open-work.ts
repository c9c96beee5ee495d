/** What goes on for a model just now, as the server itself knows it: without a worker, and also where no entity answers for it. */

import type { Client } from '@temporalio/client';
import { releaseWorkflowId } from '../workflows/contract.js';
import { orUndefined } from './answers.js';

export interface OpenWork {
  /** False on a server that has never released the model: perhaps another one has. */
  readonly hasEntity: boolean;
  /** Ids of its open runs, rollouts, rollbacks and reproductions. */
  readonly workflowIds: readonly string[];
}

export interface OpenWorkReader {
  openWork(model: string): Promise<OpenWork>;
}

export function createOpenWorkReader(client: Client): OpenWorkReader {
  return {
    async openWork(model) {
      const entityId = releaseWorkflowId(model);
      const entity = await orUndefined(() => client.workflow.getHandle(entityId).describe());
      // The list lags behind by a second; the entity's own children do not, but those of before its last continue-as-new are listed only.
      const children = (entity?.raw.pendingChildren ?? []).flatMap(({ workflowId }) => workflowId ?? []);
      const listed: string[] = [];
      const query = `Model = '${model}' AND ExecutionStatus = 'Running'`;
      for await (const { workflowId } of client.workflow.list({ query })) listed.push(workflowId);
      return {
        hasEntity: entity !== undefined,
        workflowIds: [...new Set([...children, ...listed])].filter((id) => id !== entityId).toSorted(),
      };
    },
  };
}
