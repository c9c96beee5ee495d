/** A version that exists already, released by an ordinary run without the stages that would make one. */

import { describe, expect, it } from 'vitest';
import type { Script, World } from '../support/scripted.js';
import { aChampion, aWorld } from '../support/scripted.js';
import { judgedSeldom, useReleases } from '../support/releases.js';
import { replayed } from '../support/temporal.js';
import { aResolvedSpec } from '../support/specs.js';
import type { Answer, RunResult } from '../../workflows/contract.js';

const { temporal, model } = useReleases();
const resolved = judgedSeldom;

function ask(version: string, kind: 'manual' | 'alert' = 'manual'): Promise<Answer> {
  const trigger = {
    kind,
    source: 'cli:anna',
    fingerprint: `${version} ${kind}`,
    observed: `promote ${version}`,
    at: '2026-11-21T00:00:00Z',
  };
  return temporal().releases.requestRun(model(), { trigger, ignoreCooldown: false, version });
}

async function promoted(version: string, script: Script): Promise<{ result: RunResult; world: World }> {
  const world = aWorld(script);
  temporal().play(world.activities);
  const answer = await ask(version);
  if (!answer.admitted) throw new Error(answer.reason);
  return { result: await temporal().releases.runResult(model(), answer.runId), world };
}

const making = ['validateDataset', 'train', 'packageModel', 'registerVersion'];

describe('a version that is promoted', () => {
  it('goes from its evaluation to all users, and the record names it', async () => {
    const { result, world } = await promoted('v5', { resolved });
    expect(result).toMatchObject({ outcome: 'released', version: 'v5', promotion: { champion: 'v1' }, adapterSha256: null });
    expect(result.stages.map(({ name }) => name)).toEqual(['evaluate', 'gate', 'stage', 'canary', 'watch']);
    expect(world.called.filter((name) => making.includes(name))).toEqual([]);
    expect(world.accepted).toEqual(['v5']);
    expect(world.heads).toEqual(['v5']);
    expect(world.traffic[0]?.arms).toMatchObject([
      { arm: 'champion', version: 'v1', weightPercent: 95 },
      { arm: 'candidate', version: 'v5', weightPercent: 5 },
    ]);
    await replayed(temporal(), result.workflowId);
  });

  it('is rejected by a gate that it fails, and nothing has moved', async () => {
    const judgeGates = async () => ({ decision: 'reject' as const, reason: 'accuracy fell', verdicts: [] });
    const { result, world } = await promoted('v5', { resolved, overrides: { judgeGates } });
    expect(result).toMatchObject({ outcome: 'rejected', version: 'v5', reason: 'accuracy fell' });
    expect([world.traffic, world.heads, world.accepted]).toEqual([[], [], []]);
  });

  it.each([
    { rows: 'the champion’s held-out rows', champion: aChampion(), reason: 'accuracy: no rows', asked: aChampion().dataset },
    { rows: 'none without a champion, and is told what to do', champion: null, reason: 'rows; nobody has held-out rows', asked: null },
  ])('of unknown data is asked $rows', async ({ champion, reason, asked }) => {
    const datasets: unknown[] = [];
    const { result } = await promoted('v5', {
      resolved,
      champion,
      overrides: {
        resolvePromotion: async ({ version }) => ({ promoted: { ...aChampion(version), dataset: null, packaging: null } }),
        async evaluateModel({ dataset }) {
          datasets.push(dataset);
          return { evidence: { key: 'e', sha256: '9'.repeat(64), bytes: 1 }, summary: '' };
        },
        judgeGates: async () => ({ decision: 'reject', reason: 'accuracy: no rows', verdicts: [] }),
      },
    });
    expect(datasets).toEqual([asked]);
    expect(result).toMatchObject({ outcome: 'rejected', reason: expect.stringContaining(reason) as string, datasetVersion: null });
  });

  it('waits for a person where its recipe is not the champion’s, whatever the pipeline file says today', async () => {
    const approval = { when: ['recipeChanged'], timeout: '72h' };
    const { result, world } = await promoted('v5', {
      resolved: aResolvedSpec({ approval }),
      overrides: {
        resolvePromotion: async ({ version }) => ({ promoted: { ...aChampion(version), recipeDigest: '0'.repeat(64), packaging: null } }),
      },
    });
    expect(result).toMatchObject({ outcome: 'expired', version: 'v5' });
    expect(world.accepted).toEqual([]);
  });
});

describe('a promotion that is not admitted', () => {
  it('is refused for a version that may not be released, and while a run is in progress it waits for nothing', async () => {
    const refused = 'v3 was rejected and never served';
    const world = aWorld({
      resolved,
      overrides: {
        resolvePromotion: async ({ version }) =>
          version === 'v3' ? { refused } : { promoted: { ...aChampion(version), packaging: null } },
      },
    });
    temporal().play(world.activities);
    expect(await ask('v3')).toEqual({ admitted: false, reason: refused });
    const first = await ask('v5');
    const second = await ask('v6', 'alert');
    expect(first).toMatchObject({ admitted: true });
    expect(second).toMatchObject({ admitted: false, reason: expect.stringContaining('is in progress') as string });
    expect((await temporal().releases.state(model()))?.queue).toEqual([]);
    if (first.admitted) await temporal().releases.runResult(model(), first.runId);
    expect(world.recorded.map(({ version }) => version)).toEqual(['v5']);
  });
});
