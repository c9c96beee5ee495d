/** Somebody has changed the audit: releases end with what to do, and users who are to be taken back do not wait for it. */

import { describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../platform/ports.js';
import { readHead } from '../../registry/heads.js';
import { aRun } from '../registry/harness.js';
import { aServed } from '../support/scripted.js';
import { activitiesOn, aRegistration, aStore, at, model, perform, register, sha } from './registration-scene.js';

describe('an audit that was damaged', () => {
  async function aDamagedStore(): Promise<ObjectStore> {
    const store = await aStore();
    await register(store, await aRegistration(store));
    const key = `audit/${model}/head.json`;
    const head = await store.read(key);
    await store.swap(key, head?.etag ?? null, 'changed by hand');
    return store;
  }
  const move = { model, runId: 'ft-1', to: aServed('v1'), expected: null, reason: 'first release' };

  it('ends a release for good, with what to do', async () => {
    const { moveHead: promote } = activitiesOn(await aDamagedStore());
    await expect(perform(promote, move)).rejects.toMatchObject({
      type: 'AuditDamaged',
      nonRetryable: true,
      message: expect.stringContaining(`slipway audit verify ${model}`) as string,
    });
  });

  it('keeps neither a rollback nor the next run waiting, and is told in the log', async () => {
    const store = await aDamagedStore();
    const activities = activitiesOn(store);
    const { logged: moved } = await perform(activities.moveHead, { ...move, isRollback: true });
    expect((await readHead(store, model, 'production'))?.version).toBe('v1');
    const report = {
      rollbackId: 'ft-1',
      trigger: 'judged' as const,
      reason: 'failed',
      from: 'v2',
      to: 'v1',
      fromSha256: sha('b'),
      toSha256: sha('a'),
    };
    const times = { decidedAt: at(1), flippedAt: at(1), verifiedAt: at(1) };
    const { logged: rolledBack } = await perform(activities.recordRollback, {
      model,
      requestedBy: 'slipway',
      report: { ...report, ...times },
    });
    const { endedAt: _, ...result } = aRun('ft-1', { model });
    const { logged: ended } = await perform(activities.recordRun, result);
    const warned = [moved, rolledBack, ended].flat().map(({ message, meta }) => `${message}: ${String(meta?.['action'])}`);
    expect(warned).toEqual(
      ['head-moved', 'rolled-back', 'run-ended'].map((action) => `the audit is damaged, and this is not in it: ${action}`),
    );
  });
});
