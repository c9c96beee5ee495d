/** Writes the histories of every closed or running Slipway workflow of a server here, for `replay.real.test.ts`: `TEMPORAL_ADDRESS=… node --import tsx test/workflows/record-histories.ts NAME [FOLDER…]`. */

import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { connect } from '../../client/connection.js';
import { packageRoot } from '../../platform/package-root.js';
import { workflowTypes } from '../../workflows/contract.js';

const [name = 'recorded', ...folders] = process.argv.slice(2);
/** The checkout that recorded, and where it kept its data. */
const places = folders.length === 0 ? [packageRoot()] : folders;
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
      `${JSON.stringify({ workflowId, history: withoutPlaces(JSON.parse(historyToJSON(history))) }, undefined, 1)}\n`,
    );
  }
  console.log(`${type}: ${number}`);
}
await client.connection.close();

/** Folders and process names of the machine that recorded mean nothing elsewhere; payloads are base64 and may hold them too. */
function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]: [string, unknown]) => {
    if (key === 'identity') return [key, 'recorded'];
    if (key === 'data' && typeof entry === 'string') return [key, neutralized(entry)];
    return [key, withoutPlaces(entry)];
  });
  return Object.fromEntries(entries) as unknown;
}

function neutralized(base64: string): string {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  const neutral = places.reduce((left, place) => left.replaceAll(place, '/slipway'), text);
  return Buffer.from(neutral, 'utf8').toString('base64');
}
