/** A rollback waits for nothing: not for a promotion step in flight, not for an approval, not for its own run. In skipped time, with activities that hang. */

import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it, vi } from 'vitest';
import type { Activities } from '../../activities/interface.js';
import { fewLooks, judgedSeldom, patience, useReleases } from '../support/releases.js';
import { aWorld, type World } from '../support/scripted.js';
import { aResolvedSpec } from '../support/specs.js';
import { replayed } from '../support/temporal.js';
import { rollbackWorkflowId, rolloutWorkflowId } from '../../workflows/contract.js';

const { temporal, model, admitted } = useReleases();

const order = { to: null, reason: 'users complain', identity: 'anna' };
const event = { routeRevision: 2, version: 'v2', requests: 20, failures: 10, reason: 'half of the answers failed' };

/** The first call that matches hangs until the rollback is as far as `until` says; then it does its work after all. */
function hanging(
  world: World,
  step: {
    readonly name: keyof Activities;
    readonly until: keyof Activities;
    readonly before: () => Promise<unknown>;
    readonly matches?: ((argument: never) => boolean) | undefined;
  },
): { readonly activities: Activities; readonly late: () => Promise<unknown> } {
  let late: Promise<unknown> | undefined;
  const perform = world.activities[step.name] as (argument: never) => Promise<unknown>;
  const hang = async (argument: never): Promise<unknown> => {
    if (late !== undefined || step.matches?.(argument) === false) return perform(argument);
    const from = world.called.length;
    late = (async () => {
      await step.before();
      await vi.waitUntil(() => world.called.slice(from).includes(step.until), patience);
      return perform(argument);
    })();
    return late;
  };
  return { activities: { ...world.activities, [step.name]: hang }, late: async () => late };
}

interface Step {
  readonly step: string;
  readonly name: keyof Activities;
  readonly matches?: (argument: never) => boolean;
  readonly late?: 'refused';
}

const weight = (percent: number) => (change: Parameters<Activities['setTraffic']>[0]) =>
  change.arms.some((arm) => arm.version === 'v2' && arm.weightPercent === percent);

describe('a rollback that is ordered while a promotion step hangs', () => {
  it.each<Step>([
    { step: 'staging the candidate', name: 'stageModel' },
    { step: 'the first weight', name: 'setTraffic', matches: weight(5), late: 'refused' },
    { step: 'opening a window', name: 'openWindow' },
    { step: 'a look', name: 'judgeLook' },
    { step: 'the second weight', name: 'setTraffic', matches: weight(25), late: 'refused' },
    { step: 'verifying the promoted candidate', name: 'verifyServed' },
    { step: 'moving the head', name: 'moveHead' },
    { step: 'the end of the watch', name: 'setTraffic', matches: weight(100), late: 'refused' },
  ])('leaves head and route on the target: $step', async ({ name, matches, late: expected = 'done' }) => {
    const world = aWorld({ resolved: judgedSeldom });
    const before = () => temporal().releases.requestRollback(model(), order);
    const { activities, late } = hanging(world, { name, until: 'recordRollback', before, matches });
    temporal().play(activities);
    const result = await temporal().releases.runResult(model(), await admitted());
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: 'users complain', rollback: { trigger: 'requested', to: 'v1' } });
    expect(world.rollbacks).toHaveLength(1);
    expect(world.champion()?.version).toBe('v1');
    expect(world.traffic.at(-1)?.arms).toMatchObject([{ version: 'v1', weightPercent: 100 }]);
    // What the old owner of the route still sends is refused; everything else may have been done.
    const ended = await late().then(
      () => 'done',
      (error: unknown) => (String(error).includes('held at epoch 2') ? 'refused' : error),
    );
    expect(ended).toBe(expected);
    await replayed(temporal(), rolloutWorkflowId(model(), result.runId));
    await replayed(temporal(), rollbackWorkflowId(model(), result.rollback?.rollbackId ?? ''));
  });

  it('does not wait for the step when the gateway reports a disaster either', async () => {
    const world = aWorld({ resolved: judgedSeldom });
    const before = () => temporal().releases.reportRegression(model(), event);
    temporal().play(hanging(world, { name: 'setTraffic', until: 'recordRollback', before, matches: weight(25) }).activities);
    const result = await temporal().releases.runResult(model(), await admitted());
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: event.reason, rollback: { trigger: 'guardrail', to: 'v1' } });
  });

  it('takes no notice of an event about another version', async () => {
    const world = aWorld({ resolved: judgedSeldom });
    temporal().play(world.activities);
    const runId = await admitted();
    await temporal().environment.sleep(10 * 60_000);
    await temporal().releases.reportRegression(model(), { ...event, version: 'v1' });
    expect((await temporal().releases.runResult(model(), runId)).outcome).toBe('released');
  });
});

describe('a rollback beside other things', () => {
  it('is carried out by the entity while an approval is pending, and the late approval releases nothing', async () => {
    const world = aWorld({ resolved: aResolvedSpec({ release: fewLooks, approval: { when: ['always'], timeout: '72h' } }) });
    temporal().play(world.activities);
    const runId = await admitted();
    await vi.waitUntil(async () => (await temporal().releases.runState(model(), runId))?.stage === 'approve', patience);
    const answer = await temporal().releases.requestRollback(model(), { ...order, to: 'v0' });
    if (!answer.admitted) throw new Error(answer.reason);
    expect(await temporal().releases.rollbackReport(model(), answer.runId)).toMatchObject({ from: 'v1', to: 'v0' });
    expect(world.champion()?.version).toBe('v0');
    const state = await temporal().releases.runState(model(), runId);
    const given = { identity: 'ben', reason: 'looks good', evidenceSha256: state?.evidenceSha256 ?? '' };
    await temporal().releases.answerApproval({ model: model(), runId, approved: true, answer: given });
    const result = await temporal().releases.runResult(model(), runId);
    expect(result).toMatchObject({ outcome: 'rejected', reason: expect.stringContaining('v0 serves now') as string });
    expect(world.traffic).toHaveLength(1);
  });

  it('follows a judged one that is under way, because it was promised', async () => {
    const world = aWorld({ resolved: judgedSeldom, look: () => 'fail' });
    const before = async () => {
      const answer = await temporal().releases.requestRollback(model(), { ...order, to: 'v0' });
      expect(answer.admitted).toBe(true);
    };
    temporal().play(hanging(world, { name: 'claimRoute', until: 'resolveRollback', before, matches: isRollback }).activities);
    const result = await temporal().releases.runResult(model(), await admitted());
    expect(world.rollbacks.map(({ trigger, to }) => `${trigger} ${to}`)).toEqual(['judged v1', 'requested v0']);
    expect(result.rollback).toMatchObject({ to: 'v0' });
    expect(world.champion()?.version).toBe('v0');
  });

  it('leaves users on the champion when an ordered target cannot be staged', async () => {
    const world = aWorld({ resolved: judgedSeldom });
    const stageModel: Activities['stageModel'] = async (question) => {
      if (question.served.version === 'v0') throw ApplicationFailure.nonRetryable('v0 is damaged', 'ArtifactInvalid');
      return world.activities.stageModel(question);
    };
    const before = () => temporal().releases.requestRollback(model(), { ...order, to: 'v0' });
    const { activities } = hanging(world, { name: 'judgeLook', until: 'claimRoute', before });
    temporal().play({ ...activities, stageModel });
    await expect(temporal().releases.runResult(model(), await admitted())).rejects.toThrow(/^run \S+ failed, (?!Workflow)/);
    expect(world.alarms).toMatchObject([{ target: 'v0', failure: 'v0 is damaged' }]);
    expect(world.traffic.at(-1)?.arms).toMatchObject([{ version: 'v1', weightPercent: 100 }]);
    expect(world.recorded).toMatchObject([
      { outcome: 'failed', reason: expect.stringContaining('v0 is damaged') as string, rollback: { trigger: 'aborted' } },
    ]);
  });

  it('is not fought by a rollout whose route it took over', async () => {
    const world = aWorld({ resolved: judgedSeldom });
    const judgeLook: Activities['judgeLook'] = async (question) => {
      // As a rollback does that began before this rollout and was kept waiting.
      const ownerEpoch = await world.activities.claimRoute({ model: model(), owner: 'rollback/earlier' });
      const arms = [{ arm: 'champion', version: 'v0', modelRef: `${model()}@v0`, weightPercent: 100 }] as const;
      await world.activities.setTraffic({ model: model(), ownerEpoch, arms, splitSalt: 'x', leaseSeconds: null, answerChecks: null });
      return world.activities.judgeLook(question);
    };
    temporal().play({ ...world.activities, judgeLook });
    await expect(temporal().releases.runResult(model(), await admitted())).rejects.toThrow(/^run \S+ failed, (?!Workflow)/);
    expect(world.recorded).toMatchObject([
      { outcome: 'failed', reason: expect.stringContaining('held at epoch 2') as string, rollback: null },
    ]);
    expect(world.traffic.at(-1)?.arms).toMatchObject([{ version: 'v0' }]);
    expect(world.rollbacks).toEqual([]);
  });
});

const isRollback = ({ owner }: Parameters<Activities['claimRoute']>[0]): boolean => owner.startsWith('rollback/');
