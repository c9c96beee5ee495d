import { describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../platform/ports.js';
import { HeadConflictError, moveHead, readHead, type Head, type HeadMove } from '../../registry/heads.js';
import { at, digest, useStores, withRival } from './harness.js';

const aStore = useStores();

describe('moving a head', () => {
  it('remembers what served before', async () => {
    const store = aStore();
    expect(await readHead(store, 'triage', 'production')).toBeUndefined();
    expect(await moveHead(aMove(store, { expected: null, to: 'v1', runId: 'ft-1' }))).toMatchObject({ version: 'v1', previous: null });
    await moveHead(aMove(store, { expected: 'v1', to: 'v2', runId: 'ft-2' }));
    expect(await readHead(store, 'triage', 'production')).toEqual({
      model: 'triage',
      environment: 'production',
      version: 'v2',
      ggufSha256: digest,
      previous: { version: 'v1', ggufSha256: digest },
      runId: 'ft-2',
      reason: 'released',
      at,
      moves: [`ft-1 v1 ${digest.slice(0, 12)}`, `ft-2 v2 ${digest.slice(0, 12)}`],
    });
    expect(await readHead(store, 'triage', 'staging')).toBeUndefined();
  });

  it('is done when this run has done it, also with another time', async () => {
    const store = aStore();
    const head = await moveHead(aMove(store, { expected: null, to: 'v1', runId: 'ft-1' }));
    expect(await moveHead({ ...aMove(store, { expected: null, to: 'v1', runId: 'ft-1' }), at: '2026-11-22T10:00:00.000Z' })).toEqual(head);
  });

  it('is done once by a run: repeated after others have moved on, it changes nothing, and says where the head is', async () => {
    const store = aStore();
    await moveHead(aMove(store, { expected: null, to: 'v1', runId: 'ft-1' }));
    await moveHead(aMove(store, { expected: 'v1', to: 'v2', runId: 'ft-2' }));
    // As a rollback does, under the id of the run that it ends.
    const rolledBack = await moveHead(aMove(store, { expected: 'v2', to: 'v1', runId: 'ft-2' }));
    expect(await moveHead(aMove(store, { expected: 'v1', to: 'v2', runId: 'ft-2' }))).toEqual(rolledBack);
    expect(await moveHead(aMove(store, { expected: 'v2', to: 'v1', runId: 'ft-2' }))).toEqual(rolledBack);
    expect(rolledBack).toMatchObject({ version: 'v1', previous: { version: 'v2' } });
  });

  it('reads a head that was written before moves were remembered', async () => {
    const store = aStore();
    const { moves: _, ...old } = await moveHead(aMove(store, { expected: null, to: 'v1', runId: 'ft-1' }));
    await store.swap('models/triage/heads/production.json', '1', JSON.stringify(old));
    expect(await moveHead(aMove(store, { expected: 'v1', to: 'v2', runId: 'ft-2' }))).toMatchObject({
      version: 'v2',
      previous: { version: 'v1' },
    });
  });

  it.each([
    ['the head is elsewhere', 'v2', 'v3', 'ft-3'],
    ['there should be none', null, 'v3', 'ft-3'],
    ['another run moved it there', null, 'v1', 'ft-9'],
  ])('conflicts when %s', async (...[, expected, to, runId]) => {
    const store = aStore();
    const current = await moveHead(aMove(store, { expected: null, to: 'v1', runId: 'ft-1' }));
    const conflict = await conflictOf(aMove(store, { expected, to, runId }));
    expect(conflict.current).toEqual(current);
    expect(conflict.message).toMatch(/found v1, moved by ft-1/);
    expect(await readHead(store, 'triage', 'production')).toEqual(current);
  });

  it('conflicts when there is no head to move', async () => {
    expect((await conflictOf(aMove(aStore(), { expected: 'v1', to: 'v2', runId: 'ft-2' }))).current).toBeUndefined();
  });

  it('does not take the same version with other bytes for done', async () => {
    const store = aStore();
    await moveHead(aMove(store, { expected: null, to: 'v1', runId: 'ft-1' }));
    const other = { ...aMove(store, { expected: null, to: 'v1', runId: 'ft-1' }), to: { version: 'v1', ggufSha256: 'b'.repeat(64) } };
    expect((await conflictOf(other)).current).toMatchObject({ ggufSha256: digest });
  });

  it('has one winner among racing runs', async () => {
    const store = aStore();
    await moveHead(aMove(store, { expected: null, to: 'v1', runId: 'ft-1' }));
    const results = await Promise.allSettled(
      [2, 3, 4, 5, 6].map((run) => moveHead(aMove(store, { expected: 'v1', to: `v${run}`, runId: `ft-${run}` }))),
    );
    const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(won).toEqual([await readHead(store, 'triage', 'production')]);
    expect(lost.map((reason) => reason instanceof HeadConflictError)).toEqual([true, true, true, true]);
  });

  it('loses to another run, and not to itself, between its look and its write', async () => {
    const store = aStore();
    const other = withRival(store, () => moveHead(aMove(store, { expected: null, to: 'v9', runId: 'ft-9' })));
    expect((await conflictOf(aMove(other, { expected: null, to: 'v1', runId: 'ft-1' }))).current).toMatchObject({ version: 'v9' });
    const twin = withRival(store, () => moveHead(aMove(store, { expected: 'v9', to: 'v10', runId: 'ft-10' })));
    expect(await moveHead(aMove(twin, { expected: 'v9', to: 'v10', runId: 'ft-10' }))).toMatchObject<Partial<Head>>({
      version: 'v10',
      previous: { version: 'v9', ggufSha256: digest },
    });
  });
});

interface Step {
  readonly expected: string | null;
  readonly to: string;
  readonly runId: string;
}

function aMove(store: ObjectStore, { expected, to, runId }: Step): HeadMove {
  const target = { version: to, ggufSha256: digest };
  return { store, model: 'triage', environment: 'production', to: target, expected, runId, reason: 'released', at };
}

async function conflictOf(move: HeadMove): Promise<HeadConflictError> {
  const error: unknown = await moveHead(move).catch((reason: unknown) => reason);
  if (error instanceof HeadConflictError) return error;
  throw new Error(`Expected a conflict, got ${JSON.stringify(error)}.`);
}
