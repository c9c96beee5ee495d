import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseLookRecord } from '../../registry/look-record.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore } from '../../platform/ports.js';
import { listAudit, verifyAudit } from '../../registry/audit.js';
import { listEvidence } from '../../registry/evidence.js';
import { readHead } from '../../registry/heads.js';
import { listVersions } from '../../registry/manifests.js';
import { listRuns } from '../../registry/runs.js';
import { model, releaseSteps, type Told } from './release-script.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-registry-kills-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

type Death = 'before' | 'after';

/** A store whose n-th write kills its writer: before anything is written, or after all is and nobody has heard of it. */
function dyingAt(store: ObjectStore, nth: number, death: Death): { readonly store: ObjectStore; readonly writes: () => number } {
  let writes = 0;
  const write = async <T>(perform: () => Promise<T>): Promise<T> => {
    writes += 1;
    if (writes !== nth) return perform();
    if (death === 'after') await perform();
    throw new Error('the worker was killed');
  };
  return {
    writes: () => writes,
    store: {
      ...store,
      create: (key, body) => write(() => store.create(key, body)),
      swap: (key, etag, body) => write(() => store.swap(key, etag, body)),
    },
  };
}

/** As Temporal does: each step until it succeeds, then the next. */
async function performAll(store: ObjectStore): Promise<Told & { readonly failures: readonly string[] }> {
  const told: Told = { answers: [], logged: [] };
  const failures: string[] = [];
  for (const step of releaseSteps(store, told)) {
    const answer = await step().catch((error: unknown) => {
      failures.push(String(error));
      return step();
    });
    if (answer !== undefined) told.answers.push(answer);
  }
  return { ...told, failures };
}

/** What a release has done to the world, without the times. */
async function effectsOn(store: ObjectStore): Promise<unknown> {
  const head = await store.read(`models/${model}/heads/production.json`);
  const looks = await listEvidence(store, { model, rolloutId: 'ft-2' });
  return {
    versions: (await listVersions(store, model)).map(({ version, runId }) => `${version} ${runId}`),
    headMoves: head?.etag,
    head: (await readHead(store, model, 'production'))?.version,
    audit: (await listAudit(store, model)).map(({ action, subject, idempotencyKey }) => [action, subject, idempotencyKey]),
    chain: (await verifyAudit(store, model)).intact,
    looks: looks.map(({ record }) => record.look),
    sides: looks
      .map(({ record }) => parseLookRecord(record.evidence))
      .map((look) => `${look.candidate} ${look.weightPercent} ${look.control}`),
    runs: (await listRuns(store, model)).map((run) => run.runId),
  };
}

describe('what a release writes down, when its worker is killed at a write and another takes over', { timeout: 60_000 }, () => {
  let stores = 0;
  const aStore = (): ObjectStore => createFileObjectStore(join(folder, String((stores += 1))));

  it('is written once, whichever write it was', async () => {
    const clean = aStore();
    const counted = dyingAt(clean, 0, 'before');
    const { answers, logged } = await performAll(counted.store);
    const expected = await effectsOn(clean);
    expect(expected).toMatchObject({
      headMoves: '3',
      head: 'v1',
      versions: ['v1 ft-1', 'v2 ft-2'],
      looks: [1, 2, 3],
      chain: true,
      sides: ['v2 5 v1', 'v2 5 v1', 'v2 5 v1'],
    });
    expect(logged).toHaveLength(1);

    const writes = counted.writes();
    expect(writes).toBeGreaterThanOrEqual(14);
    for (let nth = 1; nth <= writes; nth += 1) {
      for (const death of ['before', 'after'] as const) {
        const store = aStore();
        const told = await performAll(dyingAt(store, nth, death).store);
        expect([nth, death, ...told.failures]).toEqual([nth, death, expect.stringContaining('the worker was killed')]);
        expect([nth, death, await effectsOn(store)]).toEqual([nth, death, expected]);
        expect(told.answers.slice(0, 2)).toEqual(answers.slice(0, 2));
        await expectVerdictsOfEvidence(store, told.answers.slice(2));
        // An alert has two sides that cannot be written as one: it may come twice, with one key.
        expect(told.logged.length).toBeLessThanOrEqual(2);
        expect(told.logged.length).toBeGreaterThanOrEqual(1);
      }
    }
  });

  /** What a look answered is what it stored, though the counters have gone on since: it was not taken twice. */
  async function expectVerdictsOfEvidence(store: ObjectStore, answered: readonly unknown[]): Promise<void> {
    const looks = (await listEvidence(store, { model, rolloutId: 'ft-2' })).map(({ record }) => parseLookRecord(record.evidence));
    expect(answered).toEqual(looks.filter((look) => look.kind === 'judged').map(({ outcome, verdicts }) => ({ outcome, verdicts })));
  }

  it('stays as it is when a step comes back from the dead after all was done', async () => {
    const store = aStore();
    await performAll(store);
    const expected = await effectsOn(store);
    const told: Told = { answers: [], logged: [] };
    const refused: unknown[] = [];
    for (const step of releaseSteps(store, told)) await step().catch((error: unknown) => refused.push(error));
    // Only a move of the head that others have undone has something to say.
    expect(refused).toEqual([expect.objectContaining({ type: 'Superseded', nonRetryable: true })]);
    expect(await effectsOn(store)).toEqual(expected);
    expect(told.logged).toEqual([]);
  });
});
