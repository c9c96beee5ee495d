/** The entity in skipped time: admission, cooldown, and every message that ends or changes a rollout. */

import { describe, expect, it } from 'vitest';
import type { Answer } from '../../workflows/contract.js';
import { hour, judged, useReleases } from '../support/releases.js';
import { aWorld } from '../support/scripted.js';

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

  it('forwards a rollback to the rollout in progress, which ends by it', async () => {
    const world = aWorld({ resolved: judged });
    // The request comes while the third look is being judged, as from a person who watches.
    let asked: Promise<Answer> | undefined;
    temporal().play({
      ...world.activities,
      async judgeLook(question) {
        if (question.look === 4)
          asked = temporal().releases.requestRollback(model(), { to: null, reason: 'users complain', identity: 'anna' });
        return world.activities.judgeLook(question);
      },
    });
    const result = await temporal().releases.runResult(model(), await admitted());
    const answer = await asked;
    expect(answer).toMatchObject({ admitted: true });
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: 'users complain' });
    expect(result.rollback).toMatchObject({ trigger: 'requested', to: 'v1', rollbackId: answer?.admitted === true ? answer.runId : '' });
  });

  it('carries out a rollback that is ordered when the watch has just ended', async () => {
    const world = aWorld({ resolved: judged });
    let flips = 0;
    temporal().play({
      ...world.activities,
      async setTraffic(change) {
        const done = await world.activities.setTraffic(change);
        if (change.arms.length === 1 && (flips += 1) === 1) {
          await temporal().releases.requestRollback(model(), { to: null, reason: 'at the last moment', identity: 'anna' });
        }
        return done;
      },
    });
    const result = await temporal().releases.runResult(model(), await admitted());
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: 'at the last moment', rollback: { trigger: 'requested', to: 'v1' } });
  });

  it('rolls back by itself when no rollout is in progress', async () => {
    const world = aWorld({ resolved: judged });
    temporal().play(world.activities);
    const answer = await temporal().releases.requestRollback(model(), { to: 'v1', reason: 'by hand', identity: 'anna' });
    if (!answer.admitted) throw new Error(answer.reason);
    expect(await temporal().releases.rollbackReport(model(), answer.runId)).toMatchObject({ to: 'v1', trigger: 'requested' });
    expect(world.traffic.at(-1)).toMatchObject({ arms: [{ version: 'v1', weightPercent: 100 }] });
  });

  it('rolls back at once on a guardrail, with the counts as evidence', async () => {
    const world = aWorld({ resolved: judged, look: () => 'inconclusive' });
    const event = { routeRevision: 1, version: 'v2', requests: 20, failures: 10, reason: 'half of the answers failed' };
    temporal().play({
      ...world.activities,
      async setTraffic(change) {
        if (change.arms.some((arm) => arm.weightPercent === 5)) await temporal().releases.reportRegression(model(), event);
        return world.activities.setTraffic(change);
      },
    });
    const result = await temporal().releases.runResult(model(), await admitted());
    expect(result).toMatchObject({ outcome: 'rolled-back', rollback: { trigger: 'guardrail' } });
    expect(world.looks).toHaveLength(1);
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
    expect(world.looks).toHaveLength(121);
    expect(world.called.filter((name) => name === 'openWindow')).toHaveLength(4);
  });

  it('leaves production on the champion when a run is cancelled in its canary', async () => {
    const world = aWorld({ resolved: judged });
    const runId = { value: '' };
    temporal().play({
      ...world.activities,
      async judgeLook(question) {
        if (question.look === 3) await temporal().releases.cancelRun(model(), runId.value);
        return world.activities.judgeLook(question);
      },
    });
    runId.value = await admitted();
    const result = await temporal().releases.runResult(model(), runId.value);
    expect(result.outcome).toBe('cancelled');
    expect(world.traffic.at(-1)?.arms).toMatchObject([{ version: 'v1', weightPercent: 100 }]);
  });
});
