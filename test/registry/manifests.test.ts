import { describe, expect, it } from 'vitest';
import { listVersions, readVersion, registerVersion } from '../../registry/manifests.js';
import { aDraft, useStores, withRival } from './harness.js';

const aStore = useStores();

describe('registering versions', () => {
  it('gives v1, v2, v3, to rejected candidates too, and reads them back', async () => {
    const store = aStore();
    await registerVersion(store, aDraft('ft-1'));
    await registerVersion(store, aDraft('ft-2', { status: 'rejected', parentVersion: 'v1' }));
    const third = await registerVersion(store, aDraft('ft-3'));
    expect(third).toEqual({ ...aDraft('ft-3'), version: 'v3' });
    expect(await readVersion(store, 'triage', 'v3')).toEqual(third);
    expect((await listVersions(store, 'triage')).map(({ version, runId, status }) => [version, runId, status])).toEqual([
      ['v1', 'ft-1', 'accepted'],
      ['v2', 'ft-2', 'rejected'],
      ['v3', 'ft-3', 'accepted'],
    ]);
  });

  it('gives a run one version, as it was first registered', async () => {
    const store = aStore();
    const first = await registerVersion(store, aDraft('ft-1'));
    await registerVersion(store, aDraft('ft-2'));
    expect(await registerVersion(store, aDraft('ft-1', { status: 'rejected' }))).toEqual(first);
    expect(await listVersions(store, 'triage')).toHaveLength(2);
  });

  it('gives every one of racing runs its own number, though each asks three times', async () => {
    const store = aStore();
    const runs = Array.from({ length: 8 }, (_, index) => `ft-${index}`);
    const versions = await Promise.all([...runs, ...runs, ...runs].map((runId) => registerVersion(store, aDraft(runId))));
    expect(new Set(versions.map((version) => version.version)).size).toBe(8);
    expect(new Set(versions.map(({ runId, version }) => `${runId} ${version}`)).size).toBe(8);
    expect((await listVersions(store, 'triage')).map((version) => version.version)).toEqual(runs.map((_, index) => `v${index + 1}`));
  });

  it('does not register a run twice when its own earlier attempt wins the race', async () => {
    const store = aStore();
    const rival = withRival(store, () => registerVersion(store, aDraft('ft-1', { createdAt: '2026-11-21T09:00:00.000Z' })));
    expect(await registerVersion(rival, aDraft('ft-1'))).toMatchObject({ version: 'v1', createdAt: '2026-11-21T09:00:00.000Z' });
  });

  it('keeps models apart', async () => {
    const store = aStore();
    await registerVersion(store, aDraft('ft-1'));
    expect(await registerVersion(store, aDraft('ft-1', { model: 'client.triage' }))).toMatchObject({ version: 'v1' });
  });

  it('says that there is no such version, and refuses what is no version', async () => {
    const store = aStore();
    expect(await readVersion(store, 'triage', 'v1')).toBeUndefined();
    await expect(readVersion(store, 'triage', '1')).rejects.toThrow(/Expected a version such as v12/);
    await expect(readVersion(store, '../x', 'v1')).rejects.toThrow(/Expected a model/);
  });

  it('refuses what could not be read back, and writes nothing', async () => {
    const store = aStore();
    await expect(registerVersion(store, aDraft('ft-1', { createdAt: 'yesterday' }))).rejects.toThrow(/Refused to store[^]*createdAt/);
    await expect(registerVersion(store, aDraft('ft-1', { recipe: { rate: Number.NaN } }))).rejects.toThrow(/Expected a JSON value/);
    expect(await store.list('')).toEqual([]);
  });

  it('does not guess at a record that was changed by hand', async () => {
    const store = aStore();
    await store.create('models/triage/versions/v1.json', '{"version":"v1"}');
    await expect(readVersion(store, 'triage', 'v1')).rejects.toThrow(/models\/triage\/versions\/v1.json to be a record/);
    await expect(registerVersion(store, aDraft('ft-1'))).rejects.toThrow(/restore it/);
  });
});
