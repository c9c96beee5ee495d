/** Cancelling a run in every stage, while that stage's activity is in flight: production stays as it was, and the next run may come. In skipped time. */

import { ApplicationFailure, Context } from '@temporalio/activity';
import { describe, expect, it, vi } from 'vitest';
import type { Activities } from '../../activities/interface.js';
import { fewLooks, judgedSeldom, patience, useReleases } from '../support/releases.js';
import { aWorld, type Script, type World } from '../support/scripted.js';
import { aResolvedSpec } from '../support/specs.js';
import { replayed } from '../support/temporal.js';
import { rolloutWorkflowId } from '../../workflows/contract.js';

const { temporal, model, admitted, ask } = useReleases();

const skipped = {
  outcome: 'skipped',
  dataset: null,
  report: { key: 'r', sha256: '0'.repeat(64), bytes: 1 },
  reason: 'nothing new',
} as const;

/** What the real ones do that heartbeat: they hear of a cancellation and end by it. The others are done all the same. */
const heartbeating: readonly (keyof Activities)[] = ['validateDataset', 'train', 'packageModel', 'evaluateModel', 'stageModel'];

/** Cancels the run from within the first call that matches, which is in flight until the cancellation has reached it. */
function cancelling(world: World, name: keyof Activities, matches: (argument: never) => boolean = () => true): Activities {
  let cancelled = false;
  const perform = world.activities[name] as (argument: never) => Promise<unknown>;
  const cancel = async (argument: never): Promise<unknown> => {
    if (cancelled || !matches(argument)) return perform(argument);
    cancelled = true;
    const done = await perform(argument);
    const runId = (await temporal().releases.state(model()))?.activeRun?.runId ?? '';
    await temporal().releases.cancelRun(model(), runId);
    await vi.waitUntil(() => {
      Context.current().heartbeat();
      return Context.current().cancellationSignal.aborted;
    }, patience);
    if (heartbeating.includes(name)) await Context.current().cancelled;
    return done;
  };
  return { ...world.activities, [name]: cancel };
}

const inPhase = (phase: 'canary' | 'watch') => (question: Parameters<Activities['judgeLook']>[0]) => question.phase === phase;

async function cancelledRun(world: World, activities: Activities): Promise<void> {
  temporal().play(activities);
  const result = await temporal().releases.runResult(model(), await admitted());
  expect(result.outcome).toBe('cancelled');
  expect(world.recorded).toMatchObject([{ outcome: 'cancelled' }]);
  expect(world.champion()?.version).toBe('v1');
  expect(world.resident).toEqual(new Set(['v1']));
  temporal().play({ ...activities, validateDataset: async () => skipped });
  const next = await ask('next');
  if (!next.admitted) throw new Error(next.reason);
  expect(await temporal().releases.runResult(model(), next.runId)).toMatchObject({ outcome: 'skipped' });
}

describe('a run that is cancelled', () => {
  it.each<[string, keyof Activities]>([
    ['validate', 'validateDataset'],
    ['train', 'train'],
    ['package', 'packageModel'],
    ['evaluate', 'evaluateModel'],
    ['gate', 'judgeGates'],
    ['register', 'registerVersion'],
    ['stage', 'stageModel'],
  ])('in stage %s leaves production untouched', async (stage, name) => {
    const world = aWorld({ resolved: judgedSeldom });
    await cancelledRun(world, cancelling(world, name));
    expect(world.recorded[0]?.reason).toBe(`cancelled in stage ${stage}; production was left as it was`);
    expect(world.traffic).toEqual([]);
    expect(world.called).not.toContain('claimRoute');
  });

  it('in stage train ends as cancelled although its worker died over it', async () => {
    const world = aWorld({ resolved: judgedSeldom });
    const activities = cancelling(world, 'train');
    const train: Activities['train'] = (question) =>
      activities.train(question).catch(() => Promise.reject(ApplicationFailure.nonRetryable('killed', 'TrainerCrashed')));
    await cancelledRun(world, { ...activities, train });
    expect(world.recorded[0]?.reason).toContain('cancelled in stage train');
  });

  it('in stage approve leaves production untouched', async () => {
    const world = aWorld({ resolved: aResolvedSpec({ release: fewLooks, approval: { when: ['always'], timeout: '72h' } }) });
    temporal().play(world.activities);
    const runId = await admitted();
    await vi.waitUntil(async () => (await temporal().releases.runState(model(), runId))?.stage === 'approve', patience);
    await temporal().releases.cancelRun(model(), runId);
    const result = await temporal().releases.runResult(model(), runId);
    expect(result).toMatchObject({ outcome: 'cancelled', reason: expect.stringContaining('in stage approve') as string });
    expect(world.traffic).toEqual([]);
  });

  it.each<[string, keyof Activities, ((argument: never) => boolean)?]>([
    ['stage canary', 'judgeLook', inPhase('canary')],
    ['a promotion step', 'setTraffic'],
    ['the move of the head', 'moveHead'],
    ['stage watch', 'judgeLook', inPhase('watch')],
  ])('in %s is rolled back, and what was staged is freed', async (_stage, name, matches) => {
    const world = aWorld({ resolved: judgedSeldom });
    await cancelledRun(world, cancelling(world, name, matches));
    expect(world.traffic.at(-1)?.arms).toMatchObject([{ version: 'v1', weightPercent: 100 }]);
    expect(world.recorded[0]).toMatchObject({ reason: 'the run was cancelled', rollback: { trigger: 'aborted', to: 'v1' } });
    expect(world.rollbacks).toMatchObject([{ trigger: 'aborted', to: 'v1' }]);
    await replayed(temporal(), rolloutWorkflowId(model(), world.recorded[0]?.runId ?? ''));
  });

  it('ends all the same when what was staged cannot be freed', async () => {
    const script: Script = { resolved: judgedSeldom, overrides: { retireModels: onceThenFail() } };
    const world = aWorld(script);
    temporal().play(cancelling(world, 'judgeLook'));
    const result = await temporal().releases.runResult(model(), await admitted());
    expect(result).toMatchObject({ outcome: 'cancelled', rollback: { to: 'v1' } });
  });

  it('during a rollback does not cut the rollback off', async () => {
    const world = aWorld({ resolved: judgedSeldom, look: () => 'fail' });
    const isRollback = ({ owner }: Parameters<Activities['claimRoute']>[0]) => owner.startsWith('rollback/');
    let cancelled = false;
    const claimRoute: Activities['claimRoute'] = async (question) => {
      if (isRollback(question) && !cancelled) {
        cancelled = true;
        const runId = (await temporal().releases.state(model()))?.activeRun?.runId ?? '';
        await temporal().releases.cancelRun(model(), runId);
      }
      return world.activities.claimRoute(question);
    };
    temporal().play({ ...world.activities, claimRoute });
    const result = await temporal().releases.runResult(model(), await admitted());
    expect(result).toMatchObject({ outcome: 'rolled-back', rollback: { trigger: 'judged', to: 'v1' } });
  });

  it('keeps the first version that ever served serving, and says so', async () => {
    const world = aWorld({ resolved: judgedSeldom, champion: null });
    temporal().play(cancelling(world, 'judgeLook'));
    const result = await temporal().releases.runResult(model(), await admitted());
    expect(result).toMatchObject({ outcome: 'cancelled', reason: expect.stringContaining('v1 keeps serving') as string });
    expect(world.traffic.at(-1)?.arms).toMatchObject([{ version: 'v1', weightPercent: 100 }]);
  });
});

/** Staging clears the runtime first; only the clearing at the end fails. */
function onceThenFail(): Activities['retireModels'] {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls > 1) throw new Error('the runtime is away');
  };
}
