/** A person's answer: late but in time, no, for other evidence, too early, twice. In skipped time. */

import { describe, expect, it, vi } from 'vitest';
import { fewLooks, hour, patience, useReleases } from '../support/releases.js';
import { aWorld, type World } from '../support/scripted.js';
import { aResolvedSpec } from '../support/specs.js';

const { temporal, model, admitted } = useReleases();

const asking = aResolvedSpec({ release: fewLooks, approval: { when: ['always'], timeout: '72h' } });

interface Waiting {
  readonly world: World;
  readonly runId: string;
  /** Answers to the evidence shown, or to another. */
  answer(approved: boolean, evidenceSha256?: string): Promise<void>;
}

async function aWaitingRun(): Promise<Waiting> {
  const world = aWorld({ resolved: asking });
  temporal().play(world.activities);
  const runId = await admitted();
  const state = () => temporal().releases.runState(model(), runId);
  await vi.waitUntil(async () => (await state())?.stage === 'approve', patience);
  const shown = (await state())?.evidenceSha256 ?? '';
  const answer = (approved: boolean, evidenceSha256 = shown): Promise<void> =>
    temporal().releases.answerApproval({
      model: model(),
      runId,
      approved,
      answer: { identity: 'anna', reason: 'as I see it', evidenceSha256 },
    });
  return { world, runId, answer };
}

describe('an approval', () => {
  it('in hour 71 of 72 releases', async () => {
    const { world, runId, answer } = await aWaitingRun();
    await temporal().environment.sleep(71 * hour);
    await answer(true);
    const result = await temporal().releases.runResult(model(), runId);
    expect(result).toMatchObject({ outcome: 'released', version: 'v2' });
    expect(world.champion()?.version).toBe('v2');
    const approving = result.stages.find((stage) => stage.name === 'approve');
    expect(Date.parse(approving?.endedAt ?? '') - Date.parse(approving?.startedAt ?? '')).toBeGreaterThanOrEqual(71 * hour);
  });

  it('that is refused ends the run as rejected, by whom and why', async () => {
    const { world, runId, answer } = await aWaitingRun();
    await answer(false);
    const result = await temporal().releases.runResult(model(), runId);
    expect(result).toMatchObject({ outcome: 'rejected', reason: 'rejected by anna: as I see it', version: 'v2' });
    expect(world.traffic).toEqual([]);
  });

  it('counts once, and for the evidence that was shown', async () => {
    const { world, runId, answer } = await aWaitingRun();
    const refused = (pattern: RegExp) => ({ cause: { cause: { message: expect.stringMatching(pattern) as string } } });
    await expect(answer(true, 'e'.repeat(64))).rejects.toMatchObject(refused(/expected an answer to evidence 9{64}, got one to e{64}/));
    // The run goes on to register its rejection, and is still there to refuse.
    const hold = holdUntilAnswered(world);
    await answer(false);
    await expect(answer(true)).rejects.toMatchObject(refused(/already answered by anna/));
    hold.end();
    expect(await temporal().releases.runResult(model(), runId)).toMatchObject({ outcome: 'rejected' });
  });
});

/** Keeps the run from ending between two answers. */
function holdUntilAnswered(world: World): { end(): void } {
  let isOver = false;
  temporal().play({
    ...world.activities,
    async registerVersion(question) {
      await vi.waitUntil(() => isOver, patience);
      return world.activities.registerVersion(question);
    },
  });
  return { end: () => void (isOver = true) };
}
