/** Starting the workflow that takes in a model made elsewhere, and waiting for the version. Apart from releases, because it asks no entity. */

import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { clientOf, importIdOf } from '../domain/model-version.js';
import { importWorkflowId, queues, taskQueueOf, workflowTypes, type ImportedVersion, type ImportRequest } from '../workflows/contract.js';
import type { importVersion } from '../workflows/import-version.js';
import { withCause } from './answers.js';
import { modelAttribute } from './search-attributes.js';

export type { ImportedVersion, ImportRequest, ImportSource } from '../workflows/contract.js';

export interface Imports {
  /** Starts one; its id. What it names must be in the store. It needs no entity, and may go on beside a run. */
  importVersion(model: string, request: ImportRequest): Promise<string>;
  /** Waits for its end. Throws with the reason of one that failed. */
  importedVersion(model: string, importId: string): Promise<ImportedVersion>;
}

/** More than anybody imports on one day. */
const idsTried = 1_000;

export function createImports(client: Client): Imports {
  return {
    importVersion: (model, request) => start(client, model, request),
    importedVersion: (model, importId) =>
      withCause(`import ${importId}`, () => client.workflow.getHandle<typeof importVersion>(importWorkflowId(model, importId)).result()),
  };
}

/** The first id of today that nobody has taken. */
async function start(client: Client, model: string, request: ImportRequest): Promise<string> {
  for (let sequence = 1; sequence <= idsTried; sequence += 1) {
    const importId = importIdOf(new Date(), sequence);
    try {
      await client.workflow.start<typeof importVersion>(workflowTypes.importVersion, {
        workflowId: importWorkflowId(model, importId),
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        taskQueue: taskQueueOf(clientOf(model), queues.pipelines),
        typedSearchAttributes: [{ key: modelAttribute, value: model }],
        staticSummary: `${model}: import of ${request.from.slice(0, 120)}, asked for by ${request.identity}`,
        args: [{ model, importId, ...request }],
      });
      return importId;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
  throw new Error(`${idsTried} imports into ${model} were started today; expected a free id`);
}
