/** The hold of data with kinds that were never seen: yes, no, nobody, and a run that is cancelled meanwhile. In skipped time. */

import { describe, expect, it, vi } from 'vitest';
import { runWorkflowId } from '../../workflows/contract.js';
import { fewLooks, hour, patience, useReleases } from '../support/releases.js';
import { aDataset, aWorld, type Script, type World } from '../support/scripted.js';
import { aResolvedSpec } from '../support/specs.js';
import { replayed } from '../support/temporal.js';

const { temporal, model, admitted } = useReleases();

const report = { key: 'objects/report', sha256: '5'.repeat(64), bytes: 10 };
const reason = 'label "refund" was never seen';
const unseen = { validateDataset: async () => ({ outcome: 'needs-review' as const, dataset: aDataset, report, reason }) };
const webhook = [{ kind: 'webhook', url: 'env:OPS' }];
const withoutPolicy = aResolvedSpec({ release: fewLooks, notify: webhook });

interface Held {
  readonly world: World;
  readonly runId: string;
  answer(approved: boolean, evidenceSha256?: string): Promise<void>;
}

async function aHeldRun(script: Partial<Script> = {}): Promise<Held> {
  const world = aWorld({ resolved: withoutPolicy, ...script, overrides: { ...unseen, ...script.overrides } });
  temporal().play(world.activities);
  const runId = await admitted();
  await vi.waitUntil(async () => (await temporal().releases.runState(model(), runId))?.dataReview !== undefined, patience);
  const answer = (approved: boolean, evidenceSha256 = report.sha256): Promise<void> =>
    temporal().releases.answerApproval({
      model: model(),
      runId,
      approved,
      answer: { identity: 'anna', reason: 'as I see it', evidenceSha256 },
    });
  return { world, runId, answer };
}

const answered = { identity: 'anna', reason: 'as I see it' };
const refused = (pattern: RegExp) => ({ cause: { cause: { message: expect.stringMatching(pattern) as string } } });

describe('data of a kind that was never seen', () => {
  it('is trained on after a person has let it pass, who is in the audit with reason and report', async () => {
    const { world, runId, answer } = await aHeldRun();
    expect(await temporal().releases.runState(model(), runId)).toMatchObject({
      stage: 'validate',
      outcome: null,
      progress: `needs-data-review: ${reason}; waiting for a person, at most 72h`,
      dataReview: { reason, dataset: aDataset.version, report, answer: null },
    });
    await temporal().environment.sleep(71 * hour);
    expect(world.called).not.toContain('train');
    await answer(true);
    const result = await temporal().releases.runResult(model(), runId);
    expect(result).toMatchObject({ outcome: 'released', datasetVersion: aDataset.version });
    expect(world.reviews).toMatchObject([{ reason, dataset: aDataset.version, report, answer: { ...answered, approved: true } }]);
    expect(world.called.indexOf('recordDataReview')).toBeLessThan(world.called.indexOf('train'));
    const validating = result.stages.find((stage) => stage.name === 'validate');
    expect(Date.parse(validating?.endedAt ?? '') - Date.parse(validating?.startedAt ?? '')).toBeGreaterThanOrEqual(71 * hour);
    await replayed(temporal(), runWorkflowId(model(), runId));
  });

  it('that a person refuses is rejected, by whom and why, and nothing is trained', async () => {
    const { world, runId, answer } = await aHeldRun();
    await answer(false);
    const result = await temporal().releases.runResult(model(), runId);
    expect(result).toMatchObject({
      outcome: 'data-rejected',
      reason: 'data rejected by anna: as I see it',
      datasetVersion: null,
      datasetReport: report,
    });
    expect(world.reviews).toMatchObject([{ report, answer: { ...answered, approved: false } }]);
    expect(world.called).not.toContain('train');
    await replayed(temporal(), runWorkflowId(model(), runId));
  });

  it('that nobody looks at in time is let go, as the pipeline file says', async () => {
    const resolved = aResolvedSpec({ release: fewLooks, approval: { when: ['always'], timeout: '5h' } });
    const { world, runId } = await aHeldRun({ resolved });
    const result = await temporal().releases.runResult(model(), runId);
    expect(result).toMatchObject({ outcome: 'expired', reason: 'nobody approved the data within 5h', datasetVersion: null });
    expect(world.reviews).toMatchObject([{ answer: { approved: false, identity: 'slipway' } }]);
    expect(world.called).not.toContain('train');
    await replayed(temporal(), runWorkflowId(model(), runId));
  });

  it('is let go by a run that is cancelled, and nothing is in the audit that nobody said', async () => {
    const { world, runId } = await aHeldRun();
    expect(await temporal().releases.cancelRun(model(), runId)).toBe(true);
    const result = await temporal().releases.runResult(model(), runId);
    expect(result).toMatchObject({ outcome: 'cancelled', reason: expect.stringContaining('cancelled in stage validate') as string });
    expect(world.reviews).toEqual([]);
    expect(world.called).not.toContain('train');
    await replayed(temporal(), runWorkflowId(model(), runId));
  });

  it('is answered for the report that was shown, once', async () => {
    const { world, answer, runId } = await aHeldRun();
    await expect(answer(true, 'e'.repeat(64))).rejects.toMatchObject(refused(/expected an answer to evidence 5{64}, got one to e{64}/));
    let isOver = false;
    temporal().play({
      ...world.activities,
      async recordDataReview(question) {
        await vi.waitUntil(() => isOver, patience);
        return world.activities.recordDataReview(question);
      },
    });
    await answer(true);
    await expect(answer(false)).rejects.toMatchObject(refused(/already answered by anna/));
    isOver = true;
    expect(await temporal().releases.runResult(model(), runId)).toMatchObject({ outcome: 'released' });
  });

  it('is no answer to the approval that comes later, and both are asked for', async () => {
    const resolved = aResolvedSpec({ release: fewLooks, approval: { when: ['always'], timeout: '72h' }, notify: webhook });
    const { world, runId, answer } = await aHeldRun({ resolved });
    await answer(true);
    const state = () => temporal().releases.runState(model(), runId);
    await vi.waitUntil(async () => (await state())?.stage === 'approve', patience);
    expect(await state()).toMatchObject({ dataReview: { answer: { approved: true } }, outcome: null });
    await expect(answer(true)).rejects.toMatchObject(refused(/expected an answer to evidence 9{64}/));
    await answer(false, (await state())?.evidenceSha256 ?? '');
    expect(await temporal().releases.runResult(model(), runId)).toMatchObject({ outcome: 'rejected', version: 'v2' });
    expect(world.waits).toMatchObject([
      { waiting: 'needs-data-review', reason, webhooks: ['env:OPS'] },
      { waiting: 'needs-approval', reason: 'always', webhooks: ['env:OPS'] },
    ]);
    await replayed(temporal(), runWorkflowId(model(), runId));
  });

  it('waits for its person also while the alert cannot be delivered', async () => {
    const overrides = { notifyWaiting: async () => Promise.reject(new Error('the webhook is away')) };
    const { runId, answer } = await aHeldRun({ overrides });
    await answer(true);
    expect(await temporal().releases.runResult(model(), runId)).toMatchObject({ outcome: 'released' });
  });
});
