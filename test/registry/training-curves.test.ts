import { describe, expect, it } from 'vitest';
import { readTrainingCurves, saveTrainingCurves } from '../../registry/training-curves.js';
import { useStores } from './harness.js';

const aStore = useStores();
const run = { model: 'triage', runId: 'ft-2026-11-21-001' };

describe('the curves of a training', () => {
  it('come back as they were kept, and do not exist for a run that trained nothing', async () => {
    const store = aStore();
    const curves = { train: [{ step: 1, loss: 7.5 }], validation: [] };
    await saveTrainingCurves(store, run, curves);
    expect(await readTrainingCurves(store, run.model, run.runId)).toEqual({ ...run, ...curves });
    expect(await readTrainingCurves(store, run.model, 'ft-2026-11-21-002')).toBeUndefined();
  });

  it('have at most a thousand points each, the first and the last among them', async () => {
    const store = aStore();
    const train = Array.from({ length: 54_321 }, (_, index) => ({ step: index + 1, loss: 1 / (index + 1) }));
    await saveTrainingCurves(store, run, { train, validation: train.slice(0, 1_000) });
    const kept = await readTrainingCurves(store, run.model, run.runId);
    expect(kept?.train).toHaveLength(1_000);
    expect([kept?.train[0], kept?.train.at(-1)]).toEqual([train[0], train.at(-1)]);
    expect(kept?.validation).toEqual(train.slice(0, 1_000));
  });

  it('are kept once: a repeated training changes nothing', async () => {
    const store = aStore();
    await saveTrainingCurves(store, run, { train: [{ step: 1, loss: 7.5 }], validation: [] });
    await saveTrainingCurves(store, run, { train: [{ step: 1, loss: 9 }], validation: [] });
    expect((await readTrainingCurves(store, run.model, run.runId))?.train).toEqual([{ step: 1, loss: 7.5 }]);
  });

  it('are refused when they hold what is no loss', async () => {
    const store = aStore();
    await expect(saveTrainingCurves(store, run, { train: [{ step: 1.5, loss: 1 }], validation: [] })).rejects.toThrow(/Refused to store/);
    expect(await store.list('')).toEqual([]);
  });
});
