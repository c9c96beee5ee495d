/** The histories that were recorded of released versions, and their replay by one version of the workflow code. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker, type WorkflowBundle } from '@temporalio/worker';

const folder = fileURLToPath(new URL('../workflows/histories/', import.meta.url));

/** `RECORDING/TYPE-NUMBER.json`. */
export const recordedFiles = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));

interface Recorded {
  readonly workflowId: string;
  readonly history: object;
}

/** Rejects when the code would not do again what was recorded. */
export async function replayOf(file: string, workflowBundle: WorkflowBundle): Promise<void> {
  const { workflowId, history } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recorded;
  await Worker.runReplayHistory({ workflowBundle }, historyFromJSON(history), workflowId);
}
