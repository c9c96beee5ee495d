/** A version that is trained, packaged and registered, then made again by the workflow: real trainer and converter, no traffic, no entity. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import type { Activities, RunContext } from '../../activities/interface.js';
import { createPackagingActivities } from '../../activities/packaging.js';
import { createReproductionActivities } from '../../activities/reproduction.js';
import { createTrainingActivities } from '../../activities/training.js';
import { generateTickets } from '../../apps/local/example-tickets.js';
import { defaultPolicy } from '../../dataset/policy.js';
import { buildDataset } from '../../dataset/stage/build.js';
import { publishBuilt } from '../../dataset/version/publish.js';
import { canonicalJson, type Json } from '../../domain/canonical-json.js';
import { sha256OfFolder } from '../../gguf/digest.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore } from '../../platform/ports.js';
import { listAudit } from '../../registry/audit.js';
import { registerVersion } from '../../registry/manifests.js';
import { readReproduction } from '../../registry/reproductions.js';
import { saveSpec } from '../../registry/specs.js';
import { someDependencies } from '../support/dependencies.js';
import { goldenBaseDir, missingParts, tools } from '../support/golden.js';
import { patience } from '../support/releases.js';
import { aWorld } from '../support/scripted.js';
import { aResolvedSpec } from '../support/specs.js';
import { startSkippingTemporal, type SkippingTemporal } from '../support/temporal.js';
import { aRecipe } from '../support/training.js';
import { aVersionDraft } from '../support/versions.js';

const model = 'support-triage';
let folder = '';
let store: ObjectStore;
let temporal: SkippingTemporal;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-reproduction-'));
  store = createFileObjectStore(join(folder, 'store'));
  temporal = await startSkippingTemporal(Object.keys(aWorld({ resolved: aResolvedSpec() }).activities) as (keyof Activities)[]);
});
afterAll(async () => {
  await temporal.close();
  await rm(folder, { recursive: true });
});

/** Real where a version is made, scripted where a test says so. */
function play(codeVersion: string, overrides: Partial<Activities> = {}): void {
  const { activities } = aWorld({ resolved: aResolvedSpec() });
  const deps = dependencies(codeVersion);
  const made = { ...createTrainingActivities(deps), ...createPackagingActivities(deps), ...createReproductionActivities(deps) };
  temporal.play({ ...activities, ...made, ...overrides });
}

function dependencies(codeVersion: string): ActivityDependencies {
  return someDependencies({ store, processes: tools.runner, scratchDir: join(folder, 'scratch'), codeVersion });
}

const reproduced = async (version: string, anyway = false) => {
  const reproductionId = await temporal.releases.reproduce(model, { version, anyway, requestedBy: 'cli:anna' });
  return temporal.releases.reproductionResult(model, reproductionId);
};

const audited = async () => (await listAudit(store, model)).filter(({ action }) => action === 'reproduced');

describe.skipIf(missingParts !== undefined)(`a version that is made again ${missingParts ?? ''}`, () => {
  let context: RunContext;
  let first: Awaited<ReturnType<typeof makeVersion>>;
  beforeAll(async () => {
    context = await aContext();
    first = await makeVersion();
  });

  async function aContext(): Promise<RunContext> {
    const baseModel = { name: 'slipway-tiny', uri: goldenBaseDir, sha256: await sha256OfFolder(goldenBaseDir) };
    const resolved = aResolvedSpec({ train: aRecipe({ baseModel, maxSteps: 10 }) });
    await saveSpec(store, model, resolved.spec);
    return { model, runId: 'ft-2027-01-01-001', resolved: { ...resolved, digest: hash('sha256', canonicalJson(resolved.spec)) } };
  }

  async function makeVersion() {
    const sources = join(folder, 'sources');
    await mkdir(sources);
    const rows = generateTickets({ seed: 1, count: 160, pool: 'early' });
    await writeFile(join(sources, 'tickets.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const policy = {
      ...defaultPolicy,
      minimumNewExamples: 1,
      heldOut: { ...defaultPolicy.heldOut, percent: 10 },
      validation: { percent: 10 },
    };
    const nothing = { remote: undefined, parent: null, suites: [], filterSuitePrompts: true };
    const built = await buildDataset({ model, sources: [sources], policy, ...nothing, folder: join(folder, 'built') });
    const { dataset } = await publishBuilt(store, built);
    if (dataset === null) throw new Error(built.report.reason);
    const deps = dependencies('0.2.0+abc');
    const perform = <T>(work: () => Promise<T>): Promise<T> => {
      const workflowExecution = { workflowId: 'run/m/ft', runId: 'run-a' };
      return new MockActivityEnvironment({ workflowExecution }, { logger: new DefaultLogger('ERROR') }).run(work);
    };
    const trained = await perform(() => createTrainingActivities(deps).train({ ...context, dataset }));
    const { artifact } = await perform(() => createPackagingActivities(deps).packageModel({ ...context, merged: trained.merged }));
    const recipe = { digest: context.resolved.recipeDigest };
    const { adapter, merged, metadata } = trained;
    const environment = trained.environment ?? null;
    const made = { dataset, adapter, merged, artifact, recipe, environment, specDigest: context.resolved.digest, codeVersion: '0.2.0+abc' };
    await registerVersion(store, aVersionDraft(context.runId, { model, ...made, training: JSON.parse(JSON.stringify(metadata)) as Json }));
    return { dataset, trained, artifact };
  }

  it('has the same digests on the same machine, which is recorded', async () => {
    play('0.2.0+abc');
    const result = await reproduced('v1');
    const made = [first.dataset.version, first.trained.adapter.sha256, first.trained.merged.sha256, first.artifact.gguf.sha256];
    expect(result).toMatchObject({ outcome: 'same', version: 'v1', differences: [], anyway: false, requestedBy: 'cli:anna' });
    if (typeof result !== 'object' || result.outcome === 'refused') throw new Error('expected a record');
    expect(result.parts.map(({ name, recorded, made: now }) => [name, recorded, now])).toEqual(
      ['dataset', 'adapter', 'merged', 'GGUF'].map((name, index) => [name, made[index], made[index]]),
    );
    expect(await readReproduction(store, model, result.reproductionId)).toEqual(result);
    expect((await audited()).map(({ actor, action, subject, details }) => ({ actor, action, subject, details }))).toEqual([
      {
        actor: 'cli:anna',
        action: 'reproduced',
        subject: 'v1',
        details: expect.objectContaining({
          matches: true,
          anyway: false,
          reason: 'v1: dataset, adapter, merged and GGUF digests equal',
        }) as Json,
      },
    ]);
    expect(await store.list(`models/${model}/heads/`)).toEqual([]);
  });

  it('is refused by other code, which names both, unless it is wanted anyway: then what differs is recorded', async () => {
    // What came out of the merged weights, as if other code had trained: one file of the adapter differs, and so does the GGUF's header.
    const otherAdapter = { ...first.trained, adapter: first.trained.merged };
    const trains = vi.fn<Activities['train']>(async () => otherAdapter);
    play('0.2.0+def', { train: trains, packageModel: async () => ({ artifact: first.artifact, report: first.artifact.gguf }) });
    const difference = { what: 'code version', recorded: '0.2.0+abc', found: '0.2.0+def' };
    const refused = await reproduced('v1');
    expect(refused).toMatchObject({ outcome: 'refused', differences: [difference] });
    expect(refused).toMatchObject({ reason: expect.stringContaining('code version: recorded 0.2.0+abc, found 0.2.0+def; ') as string });
    expect(trains).not.toHaveBeenCalled();
    const result = await reproduced('v1', true);
    expect(result).toMatchObject({ outcome: 'different', anyway: true, differences: [difference] });
    expect((await audited()).at(-1)?.details).toMatchObject({ matches: false, anyway: true, differences: [difference] });
    expect(result).toMatchObject({
      parts: [
        { name: 'dataset' },
        { name: 'adapter', differences: expect.arrayContaining(['adapter_model.safetensors was not made']) as string[] },
        { name: 'merged', differences: [] },
        { name: 'GGUF', differences: [] },
      ],
    });
  });

  it('is refused without its data, and where nobody knows what it was made of', async () => {
    play('0.2.0+abc');
    const imported = { dataset: null, specDigest: null, origin: 'imported' } as const;
    await registerVersion(store, aVersionDraft('im-2027-01-01-001', { model, ...imported }));
    const lost = { ...first.dataset, train: { ...first.dataset.train, key: 'datasets/lost.jsonl' } };
    await registerVersion(store, aVersionDraft('ft-2027-01-01-002', { model, dataset: lost, specDigest: context.resolved.digest }));
    await registerVersion(store, aVersionDraft('ft-2027-01-01-003', { model, specDigest: 'b'.repeat(64) }));
    const reasons = await Promise.all(['v2', 'v3', 'v4', 'v9'].map((version) => reproduced(version)));
    expect(reasons.map((result) => (typeof result === 'object' && result.outcome === 'refused' ? result.reason : result))).toEqual([
      expect.stringContaining('v2 was made elsewhere'),
      expect.stringContaining('datasets/lost.jsonl is not in the store'),
      expect.stringContaining(`restore models/${model}/specs/${'b'.repeat(64)}.json`),
      expect.stringContaining('has no v9; list its versions'),
    ]);
  });
});

describe('a reproduction that is cancelled', () => {
  it('stops its training and ends', async () => {
    const { activities } = aWorld({ resolved: aResolvedSpec() });
    let isStopped = false;
    temporal.play({
      ...activities,
      async train() {
        const { cancelled, heartbeat } = Context.current();
        const beat = setInterval(() => heartbeat({ step: 3, maxSteps: 10, loss: 1 }), 100);
        return cancelled.finally(() => {
          clearInterval(beat);
          isStopped = true;
        });
      },
    });
    const { releases } = temporal;
    const reproductionId = await releases.reproduce(model, { version: 'v1', anyway: false, requestedBy: 'cli:anna' });
    const step = await vi.waitUntil(async () => {
      const pending = await releases.reproductionStep(model, reproductionId);
      return pending?.training === undefined ? undefined : pending;
    }, patience);
    expect(step).toEqual({ name: 'train', training: { step: 3, maxSteps: 10, loss: 1 } });
    expect(await releases.cancelReproduction(model, reproductionId, 'enough')).toBe(true);
    expect(await releases.reproductionResult(model, reproductionId)).toBe('cancelled');
    expect(isStopped).toBe(true);
    expect(await releases.reproductionResult(model, 'rp-2020-01-01-001')).toBeUndefined();
  });
});
