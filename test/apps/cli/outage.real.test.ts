/** Commands that wait while the Temporal server is killed and started again on the same file; workflows are real, activities scripted. */

import { Context } from '@temporalio/activity';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Activities } from '../../../activities/interface.js';
import { connect, UnreachableError } from '../../../client/connection.js';
import { createReleases } from '../../../client/releases.js';
import { isUnavailable } from '../../../client/retry.js';
import { runWorkflowId } from '../../../workflows/contract.js';
import { aDataset, aWorld } from '../../support/scripted.js';
import { aResolvedSpec } from '../../support/specs.js';
import { useProgram } from './harness.js';
import { admitted, aSwitch, model, useScriptedStack } from './scripted-stack.js';

const program = useProgram();
const report = { key: 'r', sha256: 'a'.repeat(64), bytes: 1 };
const accepted = { outcome: 'accepted', dataset: aDataset, report, reason: '500 new examples' } as const;
const skipped = { outcome: 'skipped', dataset: null, report, reason: '12 new examples' } as const;

let validated: typeof accepted | typeof skipped = skipped;
/** What the dataset stage and the end of a rollback wait for, and when the latter has come to it. */
const gate = aSwitch();
const verifying = aSwitch();
const { target, variables, startServer, killServer } = useScriptedStack(program, scriptedActivities, () => gate.flip());

describe('while the Temporal server is away', () => {
  it('a run and a rollback that are waited for go on when it is back, and say so', async () => {
    // So that it can be tried again: an attempt that failed lets go of what waits for it.
    onTestFinished(() => gate.flip());
    gate.reset();
    verifying.reset();
    const run = program.start(['run', model, '--wait', '--ignore-cooldown'], variables());
    await run.printed('waiting for its end');
    const rollback = program.start(['rollback', model, '--to', 'v1', '--reason', 'users complain'], variables());
    await verifying.on;
    await killServer();
    for (const each of [run, rollback]) await each.printed('is away; waiting for it');
    const status = await program.run(['status', model], variables());
    expect(status).toMatchObject({ exitCode: 3, stdout: '' });
    await startServer();
    gate.flip();
    const back = expect.stringContaining('is back') as string;
    const outcome = expect.stringContaining('skipped: 12 new examples') as string;
    expect(await run.ended()).toMatchObject({ exitCode: 0, stdout: outcome, stderr: back });
    expect(await rollback.ended()).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('→ v1, verified') as string,
      stderr: back,
    });
  });

  it('a call that still waits when nobody needs its answer ends with its connection, and ends nothing else', async () => {
    const told: string[] = [];
    const client = await connect(target(), { limitMilliseconds: 60_000, report: (text) => told.push(text) });
    await killServer();
    const state = createReleases(client).state(model);
    await vi.waitUntil(() => told.length > 0, { timeout: 60_000 });
    await client.connection.close();
    await expect(state).rejects.toThrow('Failed to query Workflow');
    await startServer();
  });

  it('nobody waits for ever', async () => {
    const told: string[] = [];
    const client = await connect(target(), { limitMilliseconds: 200, report: (text) => told.push(text) });
    await killServer();
    const error = await createReleases(client)
      .state(model)
      .catch((thrown: unknown) => thrown);
    expect(isUnavailable(error)).toBe(true);
    expect(told).toEqual([`the Temporal server at ${program.temporalAddress()} is away; waiting for it`]);
    await client.connection.close();
    await expect(connect(target())).rejects.toThrow(UnreachableError);
    await startServer();
  });
});

describe('a model that nothing knows', () => {
  it('is refused, and nothing is made for it', async () => {
    const commands = [['run'], ['status'], ['rollback', '--reason', 'x'], ['cancel', '--reason', 'x']];
    const results = commands.map(async ([name = '', ...options]) => program.run([name, 'suport-triage', ...options], variables()));
    for (const { exitCode, stdout, stderr } of await Promise.all(results)) {
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toContain('did you mean support-triage?');
    }
    const client = await connect(target());
    expect(await createReleases(client).isKnown('suport-triage')).toBe(false);
    await client.connection.close();
  });
});

describe('slipway rollback', () => {
  it('waits for one that the rollout in progress starts a moment later', async () => {
    validated = accepted;
    const client = await connect(target());
    const releases = createReleases(client);
    const runId = await admitted(releases, 'to-roll-back');
    await vi.waitUntil(async () => (await releases.runState(model, runId))?.rollout?.stage === 'canary', { timeout: 60_000 });
    const { exitCode, stdout } = await program.run(['rollback', model, '--to', 'v1', '--reason', 'users complain'], variables());
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('v2 → v1, verified') as string });
    expect(await releases.runResult(model, runId)).toMatchObject({ outcome: 'rolled-back' });
    await client.connection.close();
  });
});

describe('slipway cancel', () => {
  it('ends the run in progress, says what serves, and does nothing to a run that has ended', async () => {
    gate.reset();
    const client = await connect(target());
    const runId = await admitted(createReleases(client), 'to-cancel');
    const approval = await program.run(['approve', model, runId, '--reason', 'looks right'], variables());
    expect(approval).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/does not wait for an approval; it is in stage validate/),
    });
    const cancelled = await program.run(['cancel', model, '--reason', 'wrong data'], variables());
    expect(cancelled).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/cancelled in stage validate.*\nnothing has been released to production/),
    });
    const { events } = await client.workflow.getHandle(runWorkflowId(model, runId)).fetchHistory();
    const reasons = events?.flatMap((event) => event.workflowExecutionCancelRequestedEventAttributes?.cause ?? []);
    expect(reasons).toEqual([expect.stringMatching(/^cli:.*: wrong data$/)]);
    const again = await program.run(['cancel', model, runId, '--reason', 'sure?'], variables());
    expect(again).toMatchObject({ exitCode: 1, stdout: `refused: run ${runId} has already ended: cancelled\n` });
    const unknown = await program.run(['cancel', model, 'ft-2020-01-01-001', '--reason', 'x'], variables());
    expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('has no such run') });
    await client.connection.close();
  });
});

function scriptedActivities(): Activities {
  const { activities } = aWorld({
    resolved: aResolvedSpec(),
    overrides: {
      async validateDataset() {
        const { heartbeat, cancelled } = Context.current();
        const beat = setInterval(() => heartbeat(), 200);
        await Promise.race([gate.on, cancelled]).finally(() => clearInterval(beat));
        return validated;
      },
      async verifyServed() {
        verifying.flip();
        await gate.on;
      },
    },
  });
  return activities;
}
