/** The release workflows in skipped time: the specified cadence, the cooldown and every early end. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/interface.js';
import type { Trigger } from '../../domain/run-state.js';
import type { Answer, RunResult } from '../../workflows/contract.js';
import { aChampion, aWorld, type Script, type World } from '../support/scripted.js';
import { aResolvedSpec, bothMonitors } from '../support/specs.js';
import { startSkippingTemporal, type SkippingTemporal } from '../support/temporal.js';

const hour = 3_600_000;
const judged = aResolvedSpec({ release: { monitors: bothMonitors } });

let temporal: SkippingTemporal;
beforeAll(async () => {
  temporal = await startSkippingTemporal(Object.keys(aWorld({ resolved: judged }).activities) as (keyof Activities)[]);
});
afterAll(() => temporal.close());

let tests = 0;
let model = '';
// A model for each test: an entity never ends by itself, and terminating one can stop this server from skipping time.
beforeEach(() => void (model = `model-${(tests += 1)}`));

const aTrigger = (fingerprint: string): Trigger => ({
  kind: 'alert',
  source: 'test',
  fingerprint,
  observed: 'accuracy fell',
  at: '2026-11-21T00:00:00Z',
});

const ask = (fingerprint: string): Promise<Answer> =>
  temporal.releases.requestRun(model, { trigger: aTrigger(fingerprint), ignoreCooldown: false });

async function admitted(): Promise<string> {
  const answer = await ask('first');
  if (!answer.admitted) throw new Error(answer.reason);
  return answer.runId;
}

async function aRun(script: Script): Promise<{ result: RunResult; world: World }> {
  const world = aWorld(script);
  temporal.play(world.activities);
  return { result: await temporal.releases.runResult(model, await admitted()), world };
}

describe('a release on the specified cadence', () => {
  it('passes 122 looks in 30 hours and ends released', async () => {
    const { result, world } = await aRun({ resolved: judged });
    expect(result).toMatchObject({ outcome: 'released', version: 'v2' });
    expect(world.looks).toHaveLength(122);
    expect(world.traffic.map(({ arms }) => arms.map((arm) => `${arm.arm} ${arm.weightPercent}`).join(', '))).toEqual([
      'champion 95, candidate 5',
      'champion 75, candidate 25',
      'candidate 98, holdback 2',
      'champion 100',
    ]);
    expect(world.heads).toEqual(['v2']);
    expect(world.notified).toEqual([]);
    expect(result.stages.map((stage) => stage.name)).toEqual([
      'validate',
      'train',
      'package',
      'evaluate',
      'gate',
      'register',
      'stage',
      'canary',
      'watch',
    ]);
    const watch = result.stages.at(-1);
    expect(Date.parse(watch?.endedAt ?? '') - Date.parse(watch?.startedAt ?? '')).toBeGreaterThanOrEqual(24 * hour);
  });

  it.each([
    ['the first canary step', 3, 'v1'],
    ['the second canary step', 30, 'v1'],
    ['the watch', 80, 'v1'],
  ])('rolls back at a failed look in %s and alerts once', async (_phase, failing, serving) => {
    const { result, world } = await aRun({ resolved: judged, look: (number) => (number === failing ? 'fail' : 'pass') });
    expect(result.outcome).toBe('rolled-back');
    expect(world.looks).toHaveLength(failing);
    expect(result.rollback).toMatchObject({ to: serving, trigger: 'judged' });
    expect(world.traffic.at(-1)?.arms).toMatchObject([{ version: serving, weightPercent: 100 }]);
    expect(world.notified).toHaveLength(1);
  });

  it('extends a hold while evidence is short, then rolls back by policy', async () => {
    const { result, world } = await aRun({ resolved: judged, look: () => 'inconclusive' });
    expect(result).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringContaining('too little evidence after 2 times') as string,
    });
    expect(world.looks).toHaveLength(48);
  });

  it('goes on as soon as an extended hold has enough evidence', async () => {
    const { result, world } = await aRun({ resolved: judged, look: (number) => (number < 30 ? 'inconclusive' : 'pass') });
    expect(result.outcome).toBe('released');
    expect(world.looks).toHaveLength(122 + 6);
  });

  it('promotes by time and says unproven when the file names no monitor', async () => {
    const { result, world } = await aRun({ resolved: aResolvedSpec() });
    expect(result.outcome).toBe('released-unproven');
    expect(world.notified).toHaveLength(1);
  });

  it('starts a first release at 100 % and watches it', async () => {
    const { result, world } = await aRun({ resolved: judged, champion: null });
    expect(result).toMatchObject({ outcome: 'released', version: 'v1' });
    expect(world.traffic.map(({ arms }) => arms.map((arm) => arm.weightPercent))).toEqual([[100], [100]]);
    expect(world.looks.every((look) => look.phase === 'watch' && look.control === null)).toBe(true);
  });
});

describe('a run that does not reach the release', () => {
  it.each([
    ['skipped', 'skipped'],
    ['rejected', 'data-rejected'],
  ] as const)('ends with the outcome of its data: %s', async (outcome, expected) => {
    const { result, world } = await aRun({
      resolved: judged,
      overrides: {
        validateDataset: async () => ({
          outcome,
          dataset: null,
          report: { key: 'r', sha256: '0'.repeat(64), bytes: 1 },
          reason: 'as told',
        }),
      },
    });
    expect(result).toMatchObject({ outcome: expected, reason: 'as told', version: null });
    expect(world.traffic).toEqual([]);
    expect(world.notified).toHaveLength(1);
  });

  it('registers a rejected candidate and leaves traffic alone', async () => {
    const { result, world } = await aRun({
      resolved: judged,
      overrides: { judgeGates: async () => ({ decision: 'reject', reason: 'accuracy fell', verdicts: [] }) },
    });
    expect(result).toMatchObject({ outcome: 'rejected', version: 'v2', reason: 'accuracy fell' });
    expect(world.traffic).toEqual([]);
  });

  it('expires when nobody approves in time', async () => {
    const { result, world } = await aRun({ resolved: aResolvedSpec({ approval: { when: ['always'], timeout: '72h' } }) });
    expect(result).toMatchObject({ outcome: 'expired', version: 'v2' });
    expect(world.traffic).toEqual([]);
  });

  it('refuses to release over a champion that it was not judged against', async () => {
    let asked = 0;
    const { result } = await aRun({
      resolved: judged,
      overrides: { readChampion: async () => aChampion((asked += 1) === 1 ? 'v1' : 'v9') },
    });
    expect(result).toMatchObject({ outcome: 'rejected', reason: expect.stringContaining('v9 serves now') as string });
  });
});

describe('the entity', () => {
  const rejecting = { judgeGates: async () => ({ decision: 'reject', reason: 'no', verdicts: [] }) as const };

  it('refuses at 47 h 59 min after a run and admits at 48 h', async () => {
    temporal.play(aWorld({ resolved: judged, overrides: rejecting }).activities);
    await temporal.releases.runResult(model, await admitted());
    await temporal.environment.sleep(48 * hour - 60_000);
    expect(await ask('early')).toMatchObject({ admitted: false, reason: expect.stringContaining('cooldown') as string });
    await temporal.environment.sleep(60_000);
    const late = await ask('late');
    expect(late).toMatchObject({ admitted: true });
    if (late.admitted) await temporal.releases.runResult(model, late.runId);
  });

  it('starts one run for two triggers that arrive together', async () => {
    const world = aWorld({ resolved: judged, overrides: rejecting });
    temporal.play(world.activities);
    const answers = await Promise.all([ask('left'), ask('right')]);
    expect(answers.filter((answer) => answer.admitted)).toHaveLength(1);
    const state = await temporal.releases.state(model);
    expect(state?.decisions.map((entry) => entry.decision).toSorted()).toEqual(['admit', 'queue']);
    const admittedRun = answers.find((answer) => answer.admitted);
    if (admittedRun?.admitted === true) await temporal.releases.runResult(model, admittedRun.runId);
    expect(world.recorded).toHaveLength(1);
  });

  it('forwards a rollback to the rollout in progress, which ends by it', async () => {
    const world = aWorld({ resolved: judged });
    // The request comes while the third look is being judged, as from a person who watches.
    let asked: Promise<Answer> | undefined;
    temporal.play({
      ...world.activities,
      async judgeLook(question) {
        if (question.look === 4) asked = temporal.releases.requestRollback(model, { to: null, reason: 'users complain', identity: 'anna' });
        return world.activities.judgeLook(question);
      },
    });
    const result = await temporal.releases.runResult(model, await admitted());
    const answer = await asked;
    expect(answer).toMatchObject({ admitted: true });
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: 'users complain' });
    expect(result.rollback).toMatchObject({ trigger: 'requested', to: 'v1', rollbackId: answer?.admitted === true ? answer.runId : '' });
  });

  it('rolls back by itself when no rollout is in progress', async () => {
    const world = aWorld({ resolved: judged });
    temporal.play(world.activities);
    const answer = await temporal.releases.requestRollback(model, { to: 'v1', reason: 'by hand', identity: 'anna' });
    if (!answer.admitted) throw new Error(answer.reason);
    expect(await temporal.releases.rollbackReport(model, answer.runId)).toMatchObject({ to: 'v1', trigger: 'requested' });
    expect(world.traffic.at(-1)).toMatchObject({ arms: [{ version: 'v1', weightPercent: 100 }] });
  });

  it('rolls back at once on a guardrail, with the counts as evidence', async () => {
    const world = aWorld({ resolved: judged, look: () => 'inconclusive' });
    const event = { routeRevision: 1, version: 'v2', requests: 20, failures: 10, reason: 'half of the answers failed' };
    temporal.play({
      ...world.activities,
      async setTraffic(change) {
        if (change.arms.some((arm) => arm.weightPercent === 5)) await temporal.releases.reportRegression(model, event);
        return world.activities.setTraffic(change);
      },
    });
    const result = await temporal.releases.runResult(model, await admitted());
    expect(result).toMatchObject({ outcome: 'rolled-back', rollback: { trigger: 'guardrail' } });
    expect(world.looks).toHaveLength(1);
  });

  it('leaves production on the champion when a run is cancelled in its canary', async () => {
    const world = aWorld({ resolved: judged });
    const runId = { value: '' };
    temporal.play({
      ...world.activities,
      async judgeLook(question) {
        if (question.look === 3) await temporal.releases.cancelRun(model, runId.value);
        return world.activities.judgeLook(question);
      },
    });
    runId.value = await admitted();
    const result = await temporal.releases.runResult(model, runId.value);
    expect(result.outcome).toBe('cancelled');
    expect(world.traffic.at(-1)?.arms).toMatchObject([{ version: 'v1', weightPercent: 100 }]);
  });
});
