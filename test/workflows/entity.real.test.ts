/** The entity in skipped time: admission, cooldown, and every message that ends or changes a rollout. */

import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/interface.js';
import { hour, judged, useReleases } from '../support/releases.js';
import { aWorld } from '../support/scripted.js';
import { replayed } from '../support/temporal.js';
import { releaseWorkflowId } from '../../workflows/contract.js';

const { temporal, model, ask, admitted } = useReleases();

describe('the entity', () => {
  const rejecting = { judgeGates: async () => ({ decision: 'reject', reason: 'no', verdicts: [] }) as const };

  it('refuses at 47 h 59 min after a run and admits at 48 h', async () => {
    temporal().play(aWorld({ resolved: judged, overrides: rejecting }).activities);
    await temporal().releases.runResult(model(), await admitted());
    await temporal().environment.sleep(48 * hour - 60_000);
    expect(await ask('early')).toMatchObject({ admitted: false, reason: expect.stringContaining('cooldown') as string });
    await temporal().environment.sleep(60_000);
    const late = await ask('late');
    expect(late).toMatchObject({ admitted: true });
    if (late.admitted) await temporal().releases.runResult(model(), late.runId);
  });

  it('starts one run for two triggers that arrive together', async () => {
    const world = aWorld({ resolved: judged, overrides: rejecting });
    temporal().play(world.activities);
    const answers = await Promise.all([ask('left'), ask('right')]);
    expect(answers.filter((answer) => answer.admitted)).toHaveLength(1);
    const state = await temporal().releases.state(model());
    expect(state?.decisions.map((entry) => entry.decision).toSorted()).toEqual(['admit', 'queue']);
    const admittedRun = answers.find((answer) => answer.admitted);
    if (admittedRun?.admitted === true) await temporal().releases.runResult(model(), admittedRun.runId);
    expect(world.recorded).toHaveLength(1);
  });

  it('rolls back by itself when no rollout is in progress', async () => {
    const world = aWorld({ resolved: judged });
    temporal().play(world.activities);
    const answer = await temporal().releases.requestRollback(model(), { to: 'v1', reason: 'by hand', identity: 'anna' });
    if (!answer.admitted) throw new Error(answer.reason);
    expect(await temporal().releases.rollbackReport(model(), answer.runId)).toMatchObject({ to: 'v1', trigger: 'requested' });
    expect(world.traffic.at(-1)).toMatchObject({ arms: [{ version: 'v1', weightPercent: 100 }] });
  });

  it.each([
    ['with the counts as evidence', 'pass', 1],
    ['without a look when none can be taken', 'away', 0],
  ] as const)('rolls back at once on a guardrail between looks, %s', async (_how, evidence, looks) => {
    const world = aWorld({ resolved: judged });
    const judgeLook: Activities['judgeLook'] = (question) =>
      evidence === 'away' ? Promise.reject(new Error('the store is away')) : world.activities.judgeLook(question);
    temporal().play({ ...world.activities, judgeLook });
    const runId = await admitted();
    await temporal().environment.sleep(60_000);
    const event = { routeRevision: 1, version: 'v2', requests: 20, failures: 10, reason: 'half of the answers failed' };
    await temporal().releases.reportRegression(model(), event);
    const from = await temporal().environment.currentTimeMs();
    const result = await temporal().releases.runResult(model(), runId);
    expect(result).toMatchObject({ outcome: 'rolled-back', rollback: { trigger: 'guardrail' } });
    expect(result.reason).toContain('half of the answers failed');
    expect(Date.parse(result.rollback?.decidedAt ?? '') - from).toBeLessThan(60_000);
    expect(world.looks).toHaveLength(looks);
  });

  it('writes its decisions into the audit, and answers all the same while the store is away', async () => {
    let away = true;
    let tries = 0;
    const world = aWorld({ resolved: judged, overrides: rejecting });
    temporal().play({
      ...world.activities,
      async recordDecisions(question) {
        tries += 1;
        if (away) throw new Error('the store is away');
        await world.activities.recordDecisions(question);
      },
    });
    const runId = await admitted();
    expect(await ask('second')).toMatchObject({ admitted: false });
    expect(await temporal().releases.requestRollback(model(), { to: 'v1', reason: 'by hand', identity: 'anna' })).toMatchObject({
      admitted: true,
    });
    await temporal().releases.runResult(model(), runId);
    expect(tries).toBeGreaterThan(0);
    expect(world.decisions).toEqual([]);
    away = false;
    await temporal().environment.sleep(hour);
    const recorded = world.decisions.map((entry) => `${entry.decision} ${entry.trigger.fingerprint}`);
    expect([...new Set(recorded)].slice(0, 2)).toEqual(['admit first', 'queue second']);
    await replayed(temporal(), releaseWorkflowId(model()));
  });

  it('lets users wait for no audit: of the last look before a rollback and of the rollback itself nothing is written first', async () => {
    const world = aWorld({ resolved: judged });
    const audited: string[] = [];
    temporal().play({
      ...world.activities,
      async setTraffic(change) {
        const told = change.audited ?? null;
        audited.push(told === null ? 'nothing' : (told.reason ?? 'only what was restored'));
        return world.activities.setTraffic(change);
      },
    });
    const runId = await admitted();
    await temporal().environment.sleep(301_000);
    await temporal().releases.reportRegression(model(), {
      routeRevision: 1,
      version: 'v2',
      requests: 20,
      failures: 10,
      reason: 'half of the answers failed',
    });
    expect(await temporal().releases.runResult(model(), runId)).toMatchObject({ outcome: 'rolled-back' });
    expect(audited).toEqual(['canary step 1 of 2', 'only what was restored', 'nothing', 'nothing']);
  });

  it('does not judge the time in which the lease had run out', async () => {
    const world = aWorld({ resolved: judged });
    let renewals = 0;
    temporal().play({
      ...world.activities,
      async setTraffic(change) {
        renewals += 1;
        return { ...(await world.activities.setTraffic(change)), restored: renewals === 5 };
      },
    });
    const result = await temporal().releases.runResult(model(), await admitted());
    expect(result.outcome).toBe('released');
    // One look more than without: the interval in which nobody looked is held again.
    expect(world.looks).toHaveLength(122);
    expect(world.called.filter((name) => name === 'openWindow')).toHaveLength(4);
  });
});
