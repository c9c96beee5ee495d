/** A rollback to a version that has left this host long ago: what the registry kept is what serves again. */

import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { beforeEach, describe, expect, it } from 'vitest';
import { storeFile } from '../../activities/artifacts.js';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import type { RegistryActivities, ServingActivities } from '../../activities/interface.js';
import { createRegistryActivities } from '../../activities/registry.js';
import { createServingActivities } from '../../activities/serving.js';
import { createRuntimeControl } from '../../platform/runtime-control.js';
import type { RuntimeControl } from '../../platform/ports.js';
import { registerVersion } from '../../registry/manifests.js';
import type { ServedVersion } from '../../workflows/contract.js';
import { someDependencies } from '../support/dependencies.js';
import { aFakePython } from '../support/fake-inference.js';
import { tools } from '../support/golden.js';
import { aRuntime, aRuntimeHome, type RuntimeHome } from '../support/runtimes.js';
import { aDataset } from '../support/scripted.js';
import { aResolvedSpec } from '../support/specs.js';
import { aVersionDraft } from '../support/versions.js';

const model = 'support-triage';
const releases = 7;

let home: RuntimeHome;
let control: RuntimeControl;
let activities: RegistryActivities & ServingActivities;

beforeEach(async () => {
  home = await aRuntimeHome();
  await home.store.create('exists', '');
  const folder = dirname(home.storeDir);
  control = createRuntimeControl((await aRuntime(home, await aFakePython(folder))).url);
  const given = someDependencies({ store: home.store, processes: tools.runner, scratchDir: folder });
  const deps: ActivityDependencies = Object.defineProperty(given, 'production', { value: control });
  activities = { ...createRegistryActivities(deps), ...createServingActivities(deps) };
});

describe('the version before six releases', () => {
  it('serves again with the bytes that it was released with, although no file of it is on the host', async () => {
    const first = await release(1, null);
    for (let number = 2, before = first; number <= releases; number += 1) before = await release(number, before);
    const digest = first.artifact.gguf.sha256;
    expect(await files()).toHaveLength(2);
    expect(await files()).not.toContain(`${digest}.gguf`);
    const answer = await activities.resolveRollback({ model, to: 'v1', activeRunId: null });
    if ('refused' in answer) throw new Error(answer.refused);
    expect(answer.target).toEqual(first);
    await stage(answer.target, null);
    expect(await control.get(`${model}@v1`)).toMatchObject({ state: 'ready', ggufSha256: digest });
    expect(await files()).toContain(`${digest}.gguf`);
  });
});

/** As a rollout leaves the host: the new version and the one before it. */
async function release(number: number, before: ServedVersion | null): Promise<ServedVersion> {
  const path = join(dirname(home.storeDir), 'model.gguf');
  await writeFile(path, `weights of release ${number}`);
  const artifact = { gguf: await storeFile(home.store, model, path), contextTokens: 128 };
  const runId = `ft-2026-11-2${number}-001`;
  const { version } = await registerVersion(home.store, aVersionDraft(runId, { model, artifact, dataset: aDataset }));
  const served = { version, artifact };
  await perform(() => activities.retireModels({ model, keep: [version, ...(before === null ? [] : [before.version])] }));
  await stage(served, aResolvedSpec());
  await activities.moveHead({ model, runId, to: served, expected: before?.version ?? null, reason: 'released' });
  return served;
}

function stage(served: ServedVersion, resolved: Parameters<ServingActivities['stageModel']>[0]['resolved']): Promise<void> {
  return perform(() => activities.stageModel({ model, served, resolved }));
}

function perform(work: () => Promise<void>): Promise<void> {
  return new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(work);
}

async function files(): Promise<string[]> {
  return (await readdir(home.stateDir, { recursive: true })).flatMap((name) =>
    name.endsWith('.gguf') ? [name.split('/').at(-1) ?? ''] : [],
  );
}
