/** Writes the histories of every closed or running Slipway workflow of a server here, for `replay.real.test.ts`: `TEMPORAL_ADDRESS=… node --import tsx test/workflows/record-histories.ts NAME`. */

import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { connect } from '../../client/connection.js';
import { workflowTypes } from '../../workflows/contract.js';

const [name = 'recorded'] = process.argv.slice(2);
const folder = fileURLToPath(new URL(`./histories/${name}/`, import.meta.url));
const client = await connect();
await mkdir(folder, { recursive: true });
for (const type of Object.values(workflowTypes)) {
  let number = 0;
  for await (const { workflowId, runId } of client.workflow.list({ query: `WorkflowType = "${type}"` })) {
    number += 1;
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    await writeFile(
      `${folder}${type}-${number}.json`,
      `${JSON.stringify({ workflowId, history: historyToJSON(history) }, undefined, 1)}\n`,
    );
  }
  console.log(`${type}: ${number}`);
}
await client.connection.close();
