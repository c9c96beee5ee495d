import { describe, expect, it } from 'vitest';
import { createRegistryActivities } from '../../activities/registry.js';
import type { ObjectStore } from '../../platform/ports.js';
import { listAudit, verifyAudit } from '../../registry/audit.js';
import { moveHead, readHead } from '../../registry/heads.js';
import { readStoredVersion, readVersion, registerVersion } from '../../registry/manifests.js';
import { verifyVersion } from '../../registry/signing.js';
import { withRival } from '../registry/harness.js';
import { someDependencies } from '../support/dependencies.js';
import { tools } from '../support/golden.js';
import { aPass } from '../support/scripted.js';
import { aKeyPair } from '../support/signing.js';
import { aResolvedSpec } from '../support/specs.js';
import { aVersionDraft } from '../support/versions.js';
import { approval, aRegistration, aStore, at, environment, model, perform, register, sha } from './registration-scene.js';

const told = async (store: ObjectStore): Promise<string[]> =>
  (await listAudit(store, model)).map(({ actor, action, subject, details }) => {
    const where = (details as { environment?: string }).environment;
    return `${actor} ${action} ${subject}${where === undefined ? '' : ` ${where}`}`;
  });

describe('the record of a version', () => {
  it('tells everything that made it and all that was said of it', async () => {
    const store = await aStore();
    const question = await aRegistration(store);
    expect(await register(store, question)).toEqual({ version: 'v1', logged: [] });
    expect(await readVersion(store, model, 'v1')).toEqual({
      model,
      version: 'v1',
      origin: 'trained',
      runId: 'ft-1',
      status: 'accepted',
      createdAt: at(45),
      parentVersion: null,
      dataset: question.dataset,
      datasetSizes: { train: 400, validation: 20, heldOut: 60, anchor: 30 },
      baseModel: { name: 'tiny', uri: 'base', sha256: sha('f') },
      recipe: { digest: sha('e'), train: question.resolved.spec.train, package: question.resolved.spec.package },
      adapter: question.trained.adapter,
      merged: question.trained.merged,
      artifact: question.artifact,
      packaging: question.packaging,
      verdicts: [aPass],
      evaluation: {
        evidence: question.evidence,
        scores: [
          { suite: 'heldOut', items: 10, correct: 9, championCorrect: 7 },
          { suite: 'regression', items: 3, correct: 3, championCorrect: null },
        ],
      },
      approval: { approved: true, identity: 'cli:anna', reason: 'reads well', at: at(40), evidenceSha256: sha('e') },
      trainingTimes: { startedAt: at(0), finishedAt: at(30), seconds: 1800, cost: { currency: 'EUR', amount: 2 } },
      training: { steps: 24 },
      environment,
      specDigest: sha('c'),
      codeVersion: 'test',
    });
  });

  it('leaves out what a run of an earlier release does not tell', async () => {
    const store = await aStore();
    const { packaging: _, evidence: __, approval: ___, trained, ...question } = await aRegistration(store, { resolved: aResolvedSpec() });
    const { times: ____, environment: _____, ...early } = trained;
    await register(store, { ...question, trained: early });
    expect(await readVersion(store, model, 'v1')).toMatchObject({
      packaging: null,
      evaluation: null,
      approval: null,
      trainingTimes: null,
      environment: null,
    });
  });
});

describe('what registration writes into the audit and the heads', () => {
  it('is the approval, the version, and the moves of dev and staging, once each', async () => {
    const store = await aStore();
    const question = await aRegistration(store);
    for (let attempt = 1; attempt <= 3; attempt += 1) await register(store, question);
    expect(await told(store)).toEqual([
      'cli:anna approved ft-1',
      'run:ft-1 version-registered v1',
      'run:ft-1 head-moved v1 dev',
      'run:ft-1 head-moved v1 staging',
    ]);
    const [approved, registered] = await listAudit(store, model);
    expect(approved).toMatchObject({
      at: at(40),
      details: { reason: 'reads well', evidenceSha256: sha('e'), because: ['chatTemplateChanged'], chatTemplateDiff: sha('8') },
    });
    expect(registered).toMatchObject({
      details: { status: 'accepted', ggufSha256: sha('b'), manifestSha256: (await readStoredVersion(store, model, 'v1'))?.sha256 },
    });
    expect(await verifyAudit(store, model)).toMatchObject({ intact: true });
  });

  it('leaves staging where it is when the candidate was rejected', async () => {
    const store = await aStore();
    await register(store, await aRegistration(store));
    const refused = { ...approval, approved: false, reason: 'too terse' };
    await register(store, await aRegistration(store, { runId: 'ft-2', decision: 'reject', approval: refused }));
    expect((await readHead(store, model, 'dev'))?.version).toBe('v2');
    expect((await readHead(store, model, 'staging'))?.version).toBe('v1');
    expect((await told(store)).slice(-3)).toEqual([
      'cli:anna approval-refused ft-2',
      'run:ft-2 version-registered v2',
      'run:ft-2 head-moved v2 dev',
    ]);
    expect((await listAudit(store, model)).at(-1)).toMatchObject({ details: { from: 'v1', environment: 'dev' } });
  });

  it('goes on where a rival moves a head at the same moment', async () => {
    const store = await aStore();
    await registerVersion(store, aVersionDraft('ft-0', { model }));
    const to = { version: 'v1', ggufSha256: sha('1') };
    const rival = withSwapRival(store, () =>
      moveHead({ store, model, environment: 'dev', to, expected: null, runId: 'cli', reason: 'by hand', at: at(1) }),
    );
    expect(await register(rival, await aRegistration(store))).toEqual({ version: 'v2', logged: [] });
    expect(await readHead(store, model, 'dev')).toMatchObject({ version: 'v2', previous: { version: 'v1' } });
  });

  it('takes nothing back that a later run has done, when an attempt comes back late', async () => {
    const store = await aStore();
    const first = await aRegistration(store);
    const dying: ObjectStore = {
      ...store,
      swap: (key, etag, body) =>
        key.includes('/heads/') ? Promise.reject(new Error('the worker was killed')) : store.swap(key, etag, body),
    };
    await expect(register(dying, first)).rejects.toThrow('killed');
    await register(store, await aRegistration(store, { runId: 'ft-2' }));
    expect(await register(store, first)).toMatchObject({ version: 'v1' });
    expect((await readHead(store, model, 'dev'))?.version).toBe('v2');
    expect((await readHead(store, model, 'staging'))?.version).toBe('v2');
    expect(await told(store)).not.toContain('run:ft-1 head-moved v1 dev');
  });

  it('is a signature too, where a key is configured', async () => {
    const store = await aStore();
    const pair = aKeyPair();
    const deps = someDependencies({ store, processes: tools.runner, scratchDir: '/nowhere' });
    const { registerVersion: signing } = createRegistryActivities(Object.assign(deps, { signer: pair.signer }));
    const { result: version } = await perform(signing, await aRegistration(store));
    expect((await told(store))[2]).toBe(`run:ft-1 version-signed ${version}`);
    const place = { store, model, version, ggufSha256: sha('b') };
    await expect(verifyVersion(place, pair.verifier)).resolves.not.toThrow();
  });
});

/** Somebody else moves a head between this caller's look and its move, once; audit and versions are left alone. */
function withSwapRival(store: ObjectStore, move: () => Promise<unknown>): ObjectStore {
  const rival = withRival(store, move);
  return { ...store, swap: (key, etag, body) => (key.includes('/heads/') ? rival : store).swap(key, etag, body) };
}
