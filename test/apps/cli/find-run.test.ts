import { beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../../apps/cli/exit.js';
import { findRun } from '../../../apps/cli/find-run.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { saveRun } from '../../../registry/runs.js';
import { aRun, useStores } from '../../registry/harness.js';

const aStore = useStores();
const [alone, shared] = ['ft-2026-11-21-001', 'ft-2026-11-21-002'];

describe('the run that a person means', () => {
  let store: ObjectStore;
  beforeAll(async () => {
    store = aStore();
    await saveRun(store, aRun(alone, { model: 'triage' }));
    for (const model of ['client.triage', 'triage']) await saveRun(store, aRun(shared, { model }));
  });

  it('is found by its id alone where one model has it', async () => {
    expect(await findRun(store, alone)).toEqual({ model: 'triage', runId: alone });
  });

  it.each<{ text: string; what: string; why: string; next: string }>([
    {
      text: shared,
      what: `run ${shared} is not known by its id alone`,
      why: '2 models have one of this id',
      next: `name its model: client.triage/${shared} or triage/${shared}`,
    },
    {
      text: 'ft-2026-01-01-001',
      what: 'run ft-2026-01-01-001 is not known by its id alone',
      why: 'no run of this id has ended in the store ',
      next: 'name its model, as in MODEL/ft-2026-01-01-001; SLIPWAY_STORE names another store',
    },
    {
      text: 'triage/a/b',
      what: '"triage/a/b" names no run',
      why: 'expected MODEL, MODEL/RUN or RUN, such as ',
      next: 'slipway status MODEL lists the runs of a model',
    },
    { text: 'triage/..', what: '"triage/.." names no run', why: 'expected MODEL', next: 'slipway status' },
    { text: 'triage/', what: '"triage/" names no run', why: 'expected MODEL', next: 'slipway status' },
  ])('is asked for in words for $text', async ({ text, what, why, next }) => {
    const { explanation } = (await findRun(store, text).catch((error: unknown) => error)) as { explanation: Record<string, string> };
    expect(explanation).toEqual({ what, why: expect.stringContaining(why) as string, next: expect.stringContaining(next) as string });
  });

  it.each(['', '../other', 'Triage'])('is refused where the model is no name: %j', async (text) => {
    await expect(findRun(store, text)).rejects.toBeInstanceOf(UsageError);
  });
});
