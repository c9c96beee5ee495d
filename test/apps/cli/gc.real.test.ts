/** What `slipway gc` removes with a real Temporal server, which knows whether something goes on for the model. */

import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { connect } from '../../../client/connection.js';
import { createReleases, type Releases } from '../../../client/releases.js';
import { createFileObjectStore } from '../../../platform/object-store-fs.js';
import { listAudit } from '../../../registry/audit.js';
import { readVersion } from '../../../registry/manifests.js';
import { aRef } from '../../registry/harness.js';
import { aRecordedModel } from '../../support/recorded-model.js';
import { aWorld } from '../../support/scripted.js';
import { aResolvedSpec } from '../../support/specs.js';
import { useProgram } from './harness.js';
import { admitted, aSwitch, model, useScriptedStack } from './scripted-stack.js';

const program = useProgram();
/** What the run waits for. */
const looked = aSwitch();
const { target, variables } = useScriptedStack(program, scriptedActivities, () => looked.flip());

let releases: Releases;
let close: () => Promise<void>;
beforeAll(async () => {
  const client = await connect(target());
  releases = createReleases(client);
  close = () => client.connection.close();
});
afterAll(() => close());

it('refuses where the server knows nothing of the model, and while a run goes on; then it removes what it told of', async () => {
  const store = createFileObjectStore(join(program.folder(), 'store'));
  await aRecordedModel(store);
  await appendFile(join(variables()['SLIPWAY_CONFIGS'] ?? '', `${model}.yaml`), 'retention: { rejected: 1s, merged: 1s }\n');
  const gc = (...more: readonly string[]) => program.run(['gc', model, ...more], variables());
  const before = await store.list('');

  const unknown = await gc();
  expect(unknown).toMatchObject({ exitCode: 1, stdout: '' });
  expect(unknown.stderr).toContain(`error: this Temporal server has never released ${model}, though the registry knows runs of it`);

  const runId = await admitted(releases, 'first');
  const busy = await gc();
  expect(busy).toMatchObject({ exitCode: 1, stdout: '' });
  expect(busy.stderr).toContain(`error: nothing is removed while something goes on for ${model}\n  why: run/${model}/${runId} is open`);
  expect(await store.list('')).toEqual(before);

  looked.flip();
  await releases.runResult(model, runId);
  // The server's list of what is open is a moment behind.
  await vi.waitUntil(async () => (await releases.openWork(model)).workflowIds.length === 0, { timeout: 14_000, interval: 50 });
  const { exitCode, stdout } = await gc();
  expect(exitCode).toBe(0);
  expect(stdout).toContain('│ v3 │ GGUF');
  const [v1, v3] = await Promise.all(['v1', 'v3'].map((version) => readVersion(store, model, version)));
  expect(await store.read(v3?.artifact.gguf.key ?? '')).toBeUndefined();
  expect(await store.read(v1?.artifact.gguf.key ?? '')).toBeDefined();
  expect((await listAudit(store, model)).at(-1)).toMatchObject({ action: 'removed', actor: expect.stringMatching(/^cli:/) });
});

/** A run that looks at its data until it is let go on, and then finds too little that is new. */
function scriptedActivities(): ReturnType<typeof aWorld>['activities'] {
  return {
    ...aWorld({ resolved: aResolvedSpec() }).activities,
    validateDataset: async () => {
      await looked.on;
      return { outcome: 'skipped', dataset: null, report: aRef(), reason: 'too little is new' };
    },
  };
}
