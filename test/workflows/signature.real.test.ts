/** What becomes of a release and of a rollback when nobody who is trusted vouches for the version: users stay where they are, and somebody is told. In skipped time. */

import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/interface.js';
import { judgedSeldom, useReleases } from '../support/releases.js';
import { aWorld, type World } from '../support/scripted.js';

const { temporal, model, admitted } = useReleases();

/** As the real activity refuses, from when `isRefused` says so. */
function refusing(world: World, isRefused: (version: string) => boolean): Activities {
  return {
    ...world.activities,
    async stageModel(question) {
      const { version } = question.served;
      if (isRefused(version)) throw ApplicationFailure.nonRetryable(`${version} cannot be trusted, it is not signed`, 'SignatureInvalid');
      await world.activities.stageModel(question);
    },
  };
}

const flips = (world: World): readonly string[] => world.traffic.map(({ arms }) => arms.map((arm) => arm.version).join());

describe('a version whose signature is refused', () => {
  it.each([
    ['the candidate', 'v2'],
    ['the champion, made before there was a key', 'v1'],
  ])('ends its rollout before any user is sent anywhere, and somebody is told: %s', async (_which, refused) => {
    const world = aWorld({ resolved: judgedSeldom });
    temporal().play(refusing(world, (version) => version === refused));
    await expect(temporal().releases.runResult(model(), await admitted())).rejects.toThrow(`${refused} cannot be trusted`);
    expect(world.traffic).toEqual([]);
    expect(world.resident).toEqual(new Set(['v1']));
    expect(world.champion()?.version).toBe('v1');
    expect(world.notified).toMatchObject([{ outcome: 'failed', reason: expect.stringContaining('not signed') as string }]);
  });

  it('is not rolled back to: what serves keeps serving, and the alarm says why', async () => {
    const world = aWorld({ resolved: judgedSeldom });
    temporal().play(refusing(world, (version) => version === 'v0'));
    const answer = await temporal().releases.requestRollback(model(), { to: 'v0', reason: 'by hand', identity: 'anna' });
    if (!answer.admitted) throw new Error(answer.reason);
    const failure: unknown = await temporal()
      .releases.rollbackReport(model(), answer.runId)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      cause: { cause: { type: 'RollbackUnverified', message: expect.stringContaining('not signed') as string } },
    });
    expect(world.alarms).toMatchObject([{ failure: 'v0 cannot be trusted, it is not signed' }]);
    expect(world.traffic).toEqual([]);
    expect(world.heads).toEqual([]);
  });

  it('is not gone back to from a failing watch either: the candidate keeps its users, the run fails and alarms', async () => {
    const world = aWorld({ resolved: judgedSeldom, look: (_number, { phase }) => (phase === 'watch' ? 'fail' : 'pass') });
    temporal().play(refusing(world, (version) => version === 'v1' && world.champion()?.version === 'v2'));
    await expect(temporal().releases.runResult(model(), await admitted())).rejects.toThrow('v1 cannot be trusted');
    expect(flips(world).at(-1)).toBe('v2,v1');
    expect(world.champion()?.version).toBe('v2');
    expect(world.alarms).toHaveLength(1);
    expect(world.notified).toMatchObject([{ outcome: 'failed' }]);
  });
});
