/** The release workflows in skipped time: the specified cadence and every early end. */

import { temporal as proto } from '@temporalio/proto';
import { afterAll, describe, expect, it } from 'vitest';
import { releaseWorkflowId, rolloutWorkflowId, type RunResult } from '../../workflows/contract.js';
import { aChampion } from '../support/scripted.js';
import { hour, judged, useReleases } from '../support/releases.js';
import { aResolvedSpec } from '../support/specs.js';

const { aRun, temporal } = useReleases();

const historySizes: string[] = [];

/** The server suggests starting over at 4,096 events or 4 MiB, and ends a workflow at 51,200 or 50 MiB. */
async function measureHistories({ model, runId, workflowId }: RunResult): Promise<void> {
  for (const id of [releaseWorkflowId(model), workflowId, rolloutWorkflowId(model, runId)]) {
    const history = await temporal().environment.client.workflow.getHandle(id).fetchHistory();
    const events = history.events?.length ?? 0;
    const kibibytes = Math.round(proto.api.history.v1.History.encode(history).finish().byteLength / 1024);
    historySizes.push(`${(id.split('/')[0] ?? id).padEnd(8)} ${String(events).padStart(6)} events ${String(kibibytes).padStart(6)} KiB`);
    expect(events).toBeLessThan(4_096);
    expect(kibibytes).toBeLessThan(4_096);
  }
}

afterAll(() => console.info(`histories of a release of 30 h with 122 looks\n${historySizes.join('\n')}`));

describe('a release on the specified cadence', () => {
  it('passes 122 looks in 30 hours and ends released', async () => {
    const { result, world } = await aRun({ resolved: judged });
    expect(result).toMatchObject({ outcome: 'released', version: 'v2', specDigest: judged.digest });
    expect(world.looks).toHaveLength(122);
    expect(new Set(world.looks.map((look) => `${look.phase} ${look.weightPercent}`))).toEqual(
      new Set(['canary 5', 'canary 25', 'watch 98']),
    );
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
    await measureHistories(result);
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
    expect(world.looks.every((look) => look.phase === 'watch' && look.control === null && look.weightPercent === 100)).toBe(true);
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
