/** `watch`, `run --wait` and `status` over whole runs: a real server, real workflows, activities that are scripted and leave real evidence. */

import { join } from 'node:path';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Activities, LookQuestion } from '../../../activities/interface.js';
import type { RunDocument } from '../../../apps/cli/screen/line-view.js';
import { connect } from '../../../client/connection.js';
import { createReleases, type Releases } from '../../../client/releases.js';
import { createFileObjectStore } from '../../../platform/object-store-fs.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { writeEvidence } from '../../../registry/evidence.js';
import type { LookRecord } from '../../../registry/look-record.js';
import { saveRun } from '../../../registry/runs.js';
import { aPass, aWorld } from '../../support/scripted.js';
import { aResolvedSpec, bothMonitors } from '../../support/specs.js';
import { useProgram } from './harness.js';
import { admitted, aSwitch, model, useScriptedStack } from './scripted-stack.js';

const program = useProgram();
/** What the training waits for. */
const trained = aSwitch();
let fails = false;
const { target, variables } = useScriptedStack(program, scriptedActivities, () => trained.flip());

let releases: Releases;
let close: () => Promise<void>;
beforeAll(async () => {
  const client = await connect(target());
  releases = createReleases(client);
  close = () => client.connection.close();
});
afterAll(() => close());

describe('a run that is watched', () => {
  it('is told line by line until it ends, and shown by status meanwhile', async () => {
    const lines = program.start(['watch', model, '--next'], variables());
    await lines.printed('waiting for the next one');
    const runId = await admitted(releases, 'to-watch');
    expect(await seen(() => releases.trainingProgress(model, runId))).toEqual({ step: 30, maxSteps: 100, loss: 0.5 });
    const [status, overview] = await Promise.all([[model], []].map((named) => program.run(['status', ...named], variables())));
    trained.flip();
    const next = await seen(() => releases.nextTimer(model, runId, 'canary'));
    const { exitCode, stdout, stderr } = await lines.ended();
    expect(status?.stdout).toContain('training   █████████░░░░░░░░░░░░░░░░░░░░░  step 30 of 100, loss 0.5000');
    expect(status?.stdout).toMatch(/^✓ validate .* {3}▸ train .* {3}· package/m);
    expect(overview?.stdout).toMatch(new RegExp(`^${model} .* train `, 'm'));
    expect(next).toEqual({ at: expect.stringMatching(/Z$/), what: expect.stringMatching(/^look \d \(canary\)$/) });
    expect(stdout.replaceAll(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}/gm, '')).toMatch(
      /train: step 30 of 100, loss 0.5000\n(.*\n)*gate accuracy: pass, .*\n(.*\n)*weights: candidate v2 25 %\n(.*\n)*look 2 \(canary\): pass; 40 requests of v2, 0.0 % failed\nlive accuracy: pass, .*\n(.*\n)*watch\nweights: candidate v2 98 %\n(.*\n)*look \d \(watch\): pass; .*\n(.*\n)*ft-.* released v2: \d looks, none failed\n$/,
    );
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`slipway report ${model}/${runId}`);
  });

  it('goes on when the watching ends, and says how to come back', async () => {
    trained.reset();
    const waiting = program.start(['run', model, '--wait', '--ignore-cooldown'], variables());
    await waiting.printed('train: step 30 of 100');
    waiting.interrupt();
    const { exitCode, stdout, stderr } = await waiting.ended();
    const runId = (await releases.state(model))?.activeRun?.runId ?? '';
    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
    expect(stderr).toContain(`${runId} goes on; look again with: slipway watch ${model}`);
    expect(await releases.runStatus(model, runId)).toBe('running');
    fails = true;
    trained.flip();
    const watched = await program.run(['--json', 'watch', model, runId], variables());
    const documents = watched.stdout.trim().split('\n');
    expect(watched.exitCode).toBe(1);
    expect(watched.stderr).toContain('stage train: the loss is no number');
    expect(watched.stderr).toContain(`slipway report ${model}/${runId}`);
    expect((JSON.parse(documents.at(-1) ?? '') as RunDocument).result).toMatchObject({ runId, outcome: 'failed' });
  });

  it('is the one in progress; when there is none, how the last one ended is told', async () => {
    const { exitCode, stdout } = await program.run(['watch', model], variables());
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`^no run of ${model} is in progress\\nthe last one ended .* ago:\\nft-.* failed: `));
  });
});

/** Once there is an answer. */
function seen<T>(ask: () => Promise<T | undefined>): Promise<T> {
  return vi.waitUntil(() => ask().catch(() => undefined), { timeout: 60_000 });
}

function scriptedActivities(): Activities {
  const store = createFileObjectStore(join(program.folder(), 'store'));
  const resolved = aResolvedSpec({
    release: {
      monitors: bothMonitors,
      strategy: { kind: 'canary', lookEvery: '600ms', steps: [{ weightPercent: 25, hold: '1200ms' }, { weightPercent: 100 }] },
      watch: { for: '1200ms', every: [{ until: '1200ms', interval: '600ms' }] },
    },
  });
  const { activities } = aWorld({
    resolved,
    overrides: {
      async train() {
        const { heartbeat } = Context.current();
        const beat = setInterval(() => heartbeat({ step: 30, maxSteps: 100, loss: 0.5 }), 100);
        await trained.on.finally(() => clearInterval(beat));
        if (fails) throw ApplicationFailure.nonRetryable('the loss is no number', 'TrainingDiverged');
        const ref = { key: 'k', sha256: '6'.repeat(64), bytes: 1 };
        return { adapter: ref, adapterSha256: ref.sha256, merged: ref, metadata: {} };
      },
      openWindow: (question) => evidenceOf(store, question, 'opened').then(() => undefined),
      judgeLook: (question) => evidenceOf(store, question, 'judged'),
      recordRun: async (result) => void (await saveRun(store, { ...result, endedAt: new Date().toISOString() })),
    },
  });
  return activities;
}

/** As the real look, without a gateway to count at. */
async function evidenceOf(
  store: ObjectStore,
  { model, rolloutId, look, phase, step, candidate }: LookQuestion,
  kind: LookRecord['kind'],
): Promise<LookRecord> {
  const counted = {
    candidate: { requests: 40, errors: 0, checked: 40, invalid: 0 },
    control: { requests: 120, errors: 0, checked: 120, invalid: 0 },
  };
  const ledger = { startId: 'a', counted, windows: [{ phase, step, startId: 'a', ...counted }] };
  const verdicts = kind === 'judged' ? [aPass] : [];
  const record: LookRecord = { kind, routeRevision: 1, ledger, outcome: 'pass', verdicts, candidate, control: 'v1' };
  const evidence = JSON.parse(JSON.stringify(record)) as never;
  await writeEvidence(store, { model, rolloutId, look, at: new Date().toISOString(), codeVersion: 'test', evidence });
  return record;
}
