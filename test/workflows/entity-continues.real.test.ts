/** The entity starts over with a new history while a run is active: nothing it knew and no message is lost. In skipped time. */

import { expect, it, vi } from 'vitest';
import { releaseWorkflowId, runEnded, triggered } from '../../workflows/contract.js';
import { judged, patience, useReleases } from '../support/releases.js';
import { aWorld } from '../support/scripted.js';

const { temporal, model, ask, admitted } = useReleases();

/** After so many signals, with room below the 10,000 that a server takes. */
const signalLimit = 8_000;
const atOnce = 100;

it('starts over after 8,000 signals, and hears of the run that was active then', async () => {
  let mayTrain = false;
  const world = aWorld({
    resolved: judged,
    overrides: {
      async train() {
        await vi.waitUntil(() => mayTrain, { timeout: 120_000, interval: 20 });
        return { adapter: report, adapterSha256: report.sha256, merged: report, metadata: {} };
      },
      judgeGates: async () => ({ decision: 'reject', reason: 'no', verdicts: [] }),
    },
  });
  temporal().play(world.activities);
  const runId = await admitted();
  expect(await ask('waits')).toMatchObject({ admitted: false, reason: `run ${runId} is in progress` });

  const entity = temporal().environment.client.workflow.getHandle(releaseWorkflowId(model()));
  const before = (await entity.describe()).runId;
  const trigger = (fingerprint: string) =>
    ({ kind: 'alert', source: 'test', fingerprint, observed: 'again', at: '2026-11-21T00:00:00Z' }) as const;
  const around: string[] = [];
  for (let sent = 0; sent < signalLimit + 10 * atOnce; sent += atOnce) {
    const signals = Array.from({ length: atOnce }, () => entity.signal(runEnded, { runId: 'unknown', outcome: 'released' }));
    // From here on some arrive before, some after, and some in the middle of the start over.
    if (sent > signalLimit - 10 * atOnce) {
      const fingerprint = `around-${sent}`;
      around.push(fingerprint);
      signals.push(entity.signal(triggered, trigger(fingerprint)));
    }
    await Promise.all(signals);
  }
  await vi.waitUntil(async () => (await entity.describe()).runId !== before, patience);

  const decided = async () => (await temporal().releases.state(model()))?.decisions ?? [];
  await vi.waitUntil(async () => (await decided()).length === 2 + around.length, patience);
  const state = await temporal().releases.state(model());
  expect(state?.activeRun?.runId).toBe(runId);
  expect(state?.decisions.map((entry) => entry.trigger.fingerprint).toSorted()).toEqual(['first', 'waits', ...around].toSorted());
  expect(state?.queue.map((entry) => entry.fingerprint)).toEqual(['waits', ...around.slice(0, 9)]);
  expect(await ask('manual')).toMatchObject({ admitted: false, reason: expect.stringContaining('is in progress') as string });

  mayTrain = true;
  expect(await temporal().releases.runResult(model(), runId)).toMatchObject({ outcome: 'rejected' });
  await vi.waitUntil(async () => (await temporal().releases.state(model()))?.activeRun === null, patience);
  expect(await ask('too early')).toMatchObject({ admitted: false, reason: expect.stringContaining('cooldown') as string });
  expect((await temporal().releases.state(model()))?.queue).toEqual([]);
});

const report = { key: 'objects/6', sha256: '6'.repeat(64), bytes: 10 };
