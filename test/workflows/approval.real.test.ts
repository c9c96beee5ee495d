/** A person's answer: late but in time, no, for other evidence, too early, twice. In skipped time. */

import { describe, expect, it, vi } from 'vitest';
import type { Activities } from '../../activities/interface.js';
import { runWorkflowId } from '../../workflows/contract.js';
import { fewLooks, hour, patience, useReleases } from '../support/releases.js';
import { aChampion, aServed, aWorld, type Script, type World } from '../support/scripted.js';
import { aResolvedSpec } from '../support/specs.js';
import { replayed } from '../support/temporal.js';

const { temporal, model, admitted, aRun } = useReleases();

const asking = aResolvedSpec({ release: fewLooks, approval: { when: ['always'], timeout: '72h' } });

interface Waiting {
  readonly world: World;
  readonly runId: string;
  /** Answers to the evidence shown, or to another. */
  answer(approved: boolean, evidenceSha256?: string): Promise<void>;
}

async function aWaitingRun(script: Script = { resolved: asking }): Promise<Waiting> {
  const world = aWorld(script);
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
    expect(world.registered).toMatchObject([
      { decision: 'reject', approval: { approved: false, identity: 'anna', reason: 'as I see it', because: ['always'] } },
    ]);
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

describe('another chat template', () => {
  const file = { key: 'objects/t', sha256: '8'.repeat(64), bytes: 10 };
  const packaging = { quantization: 'Q4_K_M', tensorTypes: {}, tokenizerSha256: 'a'.repeat(64), chatTemplate: file };
  const change = { diff: { ...file, key: 'objects/diff' }, excerpt: '--- v1\n+++ ft-1\n-old\n+new\n', summary: '1 line added, 1 removed' };
  const packageModel: Activities['packageModel'] = async () => ({ artifact: aServed('v2').artifact, report: file, packaging });
  const withoutPolicy = aResolvedSpec({ release: fewLooks });

  it('waits for a person where the pipeline file asks for none, shows what has changed, and is in the record', async () => {
    const overrides = { packageModel, diffChatTemplate: async () => change };
    const { world, runId, answer } = await aWaitingRun({ resolved: withoutPolicy, overrides });
    expect(await temporal().releases.runState(model(), runId)).toMatchObject({
      stage: 'approve',
      progress: 'waiting for a person (chatTemplateChanged), at most 72h; chat template: 1 line added, 1 removed',
      chatTemplateChange: change,
    });
    await answer(true);
    expect(await temporal().releases.runResult(model(), runId)).toMatchObject({ outcome: 'released' });
    expect(world.registered).toMatchObject([
      { packaging, approval: { approved: true, because: ['chatTemplateChanged'], chatTemplateDiff: change.diff } },
    ]);
    await replayed(temporal(), runWorkflowId(model(), runId));
  });

  it('that nobody looks at for three days releases nothing', async () => {
    const overrides = { packageModel, diffChatTemplate: async () => change };
    const { world, runId } = await aWaitingRun({ resolved: withoutPolicy, overrides });
    const result = await temporal().releases.runResult(model(), runId);
    expect(result).toMatchObject({ outcome: 'expired', reason: 'nobody approved within 72h' });
    expect(world.traffic).toEqual([]);
    expect(world.registered).toMatchObject([{ decision: 'reject', approval: { approved: false, identity: 'slipway' } }]);
  });

  it.each([
    ['is not looked for where both records name the same', '7'.repeat(64), 0],
    ['is looked for where the champion has none on record, and asks nobody where it is the same after all', null, 1],
  ])('%s', async (_what, ofChampion, asked) => {
    const candidate = { ...packaging, chatTemplate: { ...file, sha256: '7'.repeat(64) } };
    const { result, world } = await aRun({
      resolved: withoutPolicy,
      champion: { ...aChampion(), chatTemplateSha256: ofChampion },
      overrides: { packageModel: async () => ({ artifact: aServed('v2').artifact, report: file, packaging: candidate }) },
    });
    expect(result.stages.map(({ name }) => name)).not.toContain('approve');
    expect(world.called.filter((name) => name === 'diffChatTemplate')).toHaveLength(asked);
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
