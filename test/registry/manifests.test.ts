import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../platform/ports.js';
import {
  listVersions,
  publishVersion,
  readStoredVersion,
  readVersion,
  registerVersion,
  VersionConflictError,
} from '../../registry/manifests.js';
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

describe('publishing a version under its number', () => {
  const aManifest = (runId: string): Parameters<typeof publishVersion>[1] => ({ ...aDraft(runId), version: 'v1' });

  it('is success again for the same bytes, and is known by their digest', async () => {
    const store = aStore();
    const published = await publishVersion(store, aManifest('ft-1'));
    expect(await publishVersion(store, aManifest('ft-1'))).toEqual(published);
    expect(await readStoredVersion(store, 'triage', 'v1')).toEqual(published);
    expect(published.sha256).toBe(hash('sha256', published.bytes));
  });

  it('refuses other content by name, with both digests and the next step, and changes nothing', async () => {
    const store = aStore();
    const first = await publishVersion(store, aManifest('ft-1'));
    const error: unknown = await publishVersion(store, aManifest('ft-2')).catch((refused: unknown) => refused);
    expect(error).toBeInstanceOf(VersionConflictError);
    expect(String(error)).toMatch(
      new RegExp(`Expected v1 of triage .*the digest [0-9a-f]{64} \\(ft-2\\), found ${first.sha256} \\(ft-1\\).*slipway show triage v1`),
    );
    expect(await readStoredVersion(store, 'triage', 'v1')).toEqual(first);
  });

  it('has one winner of sixteen, and fifteen who know of it', async () => {
    const store = aStore();
    const writers = Array.from({ length: 16 }, (_, index) => publishVersion(store, aManifest(`ft-${index}`)));
    const ended = await Promise.allSettled(writers);
    const lost = ended.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(lost).toHaveLength(15);
    expect(lost.every((error) => error instanceof VersionConflictError)).toBe(true);
    const [winner] = ended.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(await readStoredVersion(store, 'triage', 'v1')).toEqual(winner);
  });
});

describe('listing versions', () => {
  it('asks for the list once and reads what is on it side by side, and nothing that lies beside them', async () => {
    const store = aStore();
    for (let run = 1; run <= 12; run += 1) await registerVersion(store, aDraft(`ft-${run}`));
    await store.create('models/triage/versions/v12.sig.json', '{}');
    await store.create('models/triage/versions/v40.json.old', '{}');
    const calls: string[] = [];
    const counted: ObjectStore = {
      ...store,
      list: (prefix) => (calls.push('list'), store.list(prefix)),
      read: (key) => (calls.push('read'), store.read(key)),
    };
    expect((await listVersions(counted, 'triage')).map(({ version }) => version)).toEqual(
      Array.from({ length: 12 }, (_, index) => `v${index + 1}`),
    );
    expect(calls).toEqual(['list', ...Array.from({ length: 12 }, () => 'read')]);
  });

  it('says which one is missing between others', async () => {
    const store = aStore();
    for (let run = 1; run <= 3; run += 1) await registerVersion(store, aDraft(`ft-${run}`));
    await store.remove('models/triage/versions/v2.json');
    await expect(listVersions(store, 'triage')).rejects.toThrow('Expected an object at models/triage/versions/v2.json, found none');
    await expect(registerVersion(store, aDraft('ft-4'))).rejects.toThrow('v2.json');
  });
});
