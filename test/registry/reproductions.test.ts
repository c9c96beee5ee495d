import { describe, expect, it } from 'vitest';
import { readReproduction, saveReproduction, type ReproductionRecord } from '../../registry/reproductions.js';
import { at, digest, useStores } from './harness.js';

const aStore = useStores();
const record: ReproductionRecord = {
  model: 'triage',
  reproductionId: 'rp-2026-11-21-001',
  workflowId: 'reproduce/triage/rp-2026-11-21-001',
  version: 'v1',
  outcome: 'different',
  parts: [{ name: 'GGUF', recorded: digest, made: 'b'.repeat(64), differences: ['only the header differs'] }],
  differences: [{ what: 'code version', recorded: 'abc', found: null }],
  anyway: true,
  requestedBy: 'cli:anna',
  startedAt: at,
  endedAt: at,
};

describe('the record of a reproduction', () => {
  it('is kept as it was first written, whatever a later attempt says', async () => {
    const store = aStore();
    expect(await readReproduction(store, 'triage', record.reproductionId)).toBeUndefined();
    expect(await saveReproduction(store, record)).toEqual(record);
    expect(await saveReproduction(store, { ...record, endedAt: '2026-11-22T10:00:00.000Z' })).toEqual(record);
    expect(await readReproduction(store, 'triage', record.reproductionId)).toEqual(record);
  });

  it('is not written where it could not be read back', async () => {
    const store = aStore();
    const parts = [{ name: 'GGUF' as const, recorded: 'no digest', made: digest, differences: [] }];
    await expect(saveReproduction(store, { ...record, parts })).rejects.toThrow(/Refused to store models\/triage\/reproductions/);
    expect(await store.list('models/')).toEqual([]);
  });
});
