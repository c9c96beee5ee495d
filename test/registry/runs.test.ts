import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../domain/canonical-json.js';
import { listRuns, modelsOfRun, readRun, saveRun } from '../../registry/runs.js';
import { aRun, useStores } from './harness.js';

const aStore = useStores();

describe('records of runs', () => {
  it('come back as saved, oldest first', async () => {
    const store = aStore();
    const second = aRun('ft-2026-11-21-002', { outcome: 'released', version: 'v2' });
    await saveRun(store, second);
    await saveRun(store, aRun('ft-2026-11-21-001'));
    expect(await readRun(store, 'triage', second.runId)).toEqual(second);
    expect((await listRuns(store, 'triage')).map((run) => run.runId)).toEqual(['ft-2026-11-21-001', 'ft-2026-11-21-002']);
  });

  it('are final: a second ending changes nothing', async () => {
    const store = aStore();
    const first = await saveRun(store, aRun('ft-1'));
    expect(await saveRun(store, aRun('ft-1', { outcome: 'failed' }))).toEqual(first);
  });

  it('of the first days name no pipeline file, and are read all the same', async () => {
    const store = aStore();
    const { specDigest: _, ...older } = aRun('ft-1');
    await store.create('models/triage/runs/ft-1.json', canonicalJson(older));
    expect(await readRun(store, 'triage', 'ft-1')).toEqual(aRun('ft-1'));
  });

  it('are found by their id alone, in every model that has one', async () => {
    const store = aStore();
    for (const model of ['triage', 'client.triage', 'other']) await saveRun(store, aRun(model === 'other' ? 'ft-2' : 'ft-1', { model }));
    expect(await modelsOfRun(store, 'ft-1')).toEqual(['client.triage', 'triage']);
    expect(await modelsOfRun(store, '1')).toEqual([]);
  });

  it('do not exist while a run goes on', async () => {
    const store = aStore();
    expect(await readRun(store, 'triage', 'ft-1')).toBeUndefined();
    expect(await listRuns(store, 'triage')).toEqual([]);
  });

  it('must be complete and name a run', async () => {
    const store = aStore();
    await expect(saveRun(store, aRun('ft-1', { endedAt: '' }))).rejects.toThrow(/Refused to store/);
    await expect(saveRun(store, aRun('a/b'))).rejects.toThrow(/Expected a run id/);
  });
});
