/** Commands that wait while the Temporal server is killed and started again on the same file; workflows are real, activities scripted. */

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Context } from '@temporalio/activity';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect, UnreachableError } from '../../../client/connection.js';
import { createReleases, type Releases } from '../../../client/releases.js';
import { isUnavailable } from '../../../client/retry.js';
import { ensureSearchAttributes } from '../../../client/search-attributes.js';
import { layoutOf } from '../../../setup/layout.js';
import { queues, runWorkflowId } from '../../../workflows/contract.js';
import { aDataset, aWorld } from '../../support/scripted.js';
import { aResolvedSpec } from '../../support/specs.js';
import { quietRuntime, sharedBundle } from '../../support/temporal.js';
import { required } from '../../configs/harness.js';
import { useProgram } from './harness.js';

const program = useProgram();
const model = 'support-triage';
const report = { key: 'r', sha256: 'a'.repeat(64), bytes: 1 };
const accepted = { outcome: 'accepted', dataset: aDataset, report, reason: '500 new examples' } as const;
const skipped = { outcome: 'skipped', dataset: null, report, reason: '12 new examples' } as const;

let validated: typeof accepted | typeof skipped = skipped;
let server: ChildProcess | undefined;
let stopWorkers: () => Promise<void> = async () => undefined;
/** What the dataset stage and the end of a rollback wait for, and when the latter has come to it. */
const gate = aSwitch();
const verifying = aSwitch();

beforeAll(async () => {
  quietRuntime();
  await startServer();
  const configs = join(program.folder(), 'configs');
  await mkdir(configs);
  await writeFile(join(configs, `${model}.yaml`), required);
  const client = await connect(target());
  await ensureSearchAttributes(client);
  await client.connection.close();
  stopWorkers = await startWorkers();
});
afterAll(async () => {
  gate.flip();
  await stopWorkers();
  server?.kill('SIGKILL');
});

describe('while the Temporal server is away', () => {
  it('a run and a rollback that are waited for go on when it is back, and say so', async () => {
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

async function admitted(releases: Releases, fingerprint: string): Promise<string> {
  const trigger = { kind: 'manual', source: 'test', fingerprint, observed: 'test', at: '2026-11-21T00:00:00Z' } as const;
  const answer = await releases.requestRun(model, { trigger, ignoreCooldown: true });
  if (!answer.admitted) throw new Error(answer.reason);
  return answer.runId;
}

function target(): { address: string; namespace: string } {
  return { address: program.temporalAddress(), namespace: 'default' };
}

function variables(): Record<string, string> {
  return { SLIPWAY_CONFIGS: join(program.folder(), 'configs') };
}

async function startServer(): Promise<void> {
  const [host = '', port = ''] = program.temporalAddress().split(':');
  const state = ['--db-filename', join(program.folder(), 'temporal.db')];
  const args = ['server', 'start-dev', '--headless', '--ip', host, '--port', port, ...state, '--log-level', 'error'];
  server = spawn(layoutOf().temporal, args, { stdio: 'ignore' });
  // The port is open before the services behind it answer: `connect` waits for those.
  for (let client = null; client === null;) {
    client = await connect(target()).catch(() => null);
    await client?.connection.close();
  }
}

/** As a power cut: nothing is said to anybody. */
async function killServer(): Promise<void> {
  const ended = new Promise((resolve) => server?.once('exit', resolve));
  server?.kill('SIGKILL');
  await ended;
}

async function startWorkers(): Promise<() => Promise<void>> {
  const world = aWorld({
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
  const connection = await NativeConnection.connect({ address: program.temporalAddress() });
  const workflowBundle = await sharedBundle();
  const workers = await Promise.all(
    Object.values(queues).map((taskQueue) =>
      Worker.create({
        connection,
        taskQueue,
        activities: world.activities,
        // Cancellation is delivered on heartbeats.
        maxHeartbeatThrottleInterval: '100ms',
        ...(taskQueue === queues.pipelines ? { workflowBundle } : {}),
      }),
    ),
  );
  const running = Promise.all(workers.map((worker) => worker.run()));
  return async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    await connection.close();
  };
}

interface Switch {
  readonly on: Promise<void>;
  flip(): void;
  reset(): void;
}

function aSwitch(): Switch {
  let flip: () => void = () => undefined;
  let on = Promise.resolve();
  const reset = (): void => void (on = new Promise((resolve) => (flip = resolve)));
  reset();
  return {
    get on() {
      return on;
    },
    flip: () => flip(),
    reset,
  };
}
