/** Every history that was ever recorded replays with the workflow code of today: running releases survive an update. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { workflowTypes } from '../../workflows/contract.js';
import { quietRuntime, sharedBundle } from '../support/temporal.js';

const folder = fileURLToPath(new URL('./histories/', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));

interface Recorded {
  readonly workflowId: string;
  readonly history: object;
}

const recorded = (file: string): Recorded => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recorded;

beforeAll(quietRuntime);

describe('recorded histories', () => {
  it.each(Object.values(workflowTypes))('include one of %s', (type) => {
    expect(files.some((file) => file.includes(`${type}-`))).toBe(true);
  });

  it.each(files)('%s replays', async (file) => {
    const { workflowId, history } = recorded(file);
    const replay = Worker.runReplayHistory({ workflowBundle: await sharedBundle() }, historyFromJSON(history), workflowId);
    await expect(replay).resolves.toBeUndefined();
  });

  it('a history whose order was changed does not replay', async () => {
    const { workflowId, history } = recorded(files.find((file) => file.includes('rollback-')) ?? '');
    const text = JSON.stringify(history).replace('"name":"claimRoute"', '"name":"setTraffic"');
    const replay = Worker.runReplayHistory({ workflowBundle: await sharedBundle() }, historyFromJSON(JSON.parse(text)), workflowId);
    await expect(replay).rejects.toThrow(/Nondeterminism|TMPRL1100/);
  });
});
