/** A Temporal server that can be killed and started again on the same file, and workers whose activities are scripted; the workflows are real. */

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll } from 'vitest';
import type { Activities } from '../../../activities/interface.js';
import { connect } from '../../../client/connection.js';
import type { Releases } from '../../../client/releases.js';
import { ensureSearchAttributes } from '../../../client/search-attributes.js';
import { layoutOf } from '../../../setup/layout.js';
import { queues } from '../../../workflows/contract.js';
import { required } from '../../configs/harness.js';
import { quietRuntime, sharedBundle } from '../../support/temporal.js';
import type { Program } from './harness.js';

/** Of the one pipeline file. */
export const model = 'support-triage';

export interface ScriptedStack {
  target(): { readonly address: string; readonly namespace: string };
  /** What the program needs to know of the folder with the pipeline file. */
  variables(): Record<string, string>;
  startServer(): Promise<void>;
  /** As a power cut: nothing is said to anybody. */
  killServer(): Promise<void>;
}

/** Call once at the top of a test file. What activities wait for must be over when `release` has been called. */
export function useScriptedStack(program: Program, activities: () => Activities, release: () => void): ScriptedStack {
  let server: ChildProcess | undefined;
  let stopWorkers: () => Promise<void> = async () => undefined;
  const target = () => ({ address: program.temporalAddress(), namespace: 'default' });
  const variables = () => ({ SLIPWAY_CONFIGS: join(program.folder(), 'configs') });
  const startServer = async (): Promise<void> => {
    const [host = '', port = ''] = program.temporalAddress().split(':');
    const state = ['--db-filename', join(program.folder(), 'temporal.db')];
    const args = ['server', 'start-dev', '--headless', '--ip', host, '--port', port, ...state, '--log-level', 'error'];
    server = spawn(layoutOf().temporal, args, { stdio: 'ignore' });
    // The port is open before the services behind it answer: `connect` waits for those.
    for (let client = null; client === null;) {
      client = await connect(target()).catch(() => null);
      await client?.connection.close();
    }
  };
  const killServer = async (): Promise<void> => {
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    server?.kill('SIGKILL');
    await ended;
  };
  beforeAll(async () => {
    quietRuntime();
    await startServer();
    await mkdir(variables().SLIPWAY_CONFIGS);
    await writeFile(join(variables().SLIPWAY_CONFIGS, `${model}.yaml`), required);
    const client = await connect(target());
    await ensureSearchAttributes(client);
    await client.connection.close();
    stopWorkers = await startWorkers(program.temporalAddress(), activities());
  });
  afterAll(async () => {
    release();
    await stopWorkers();
    server?.kill('SIGKILL');
  });
  return { target, variables, startServer, killServer };
}

async function startWorkers(address: string, activities: Activities): Promise<() => Promise<void>> {
  const connection = await NativeConnection.connect({ address });
  const workflowBundle = await sharedBundle();
  const workers = await Promise.all(
    Object.values(queues).map((taskQueue) =>
      Worker.create({
        connection,
        taskQueue,
        activities,
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

/** Asks for a run that must be admitted; its id. */
export async function admitted(releases: Releases, fingerprint: string): Promise<string> {
  const trigger = { kind: 'manual', source: 'test', fingerprint, observed: 'test', at: '2026-11-21T00:00:00Z' } as const;
  const answer = await releases.requestRun(model, { trigger, ignoreCooldown: true });
  if (!answer.admitted) throw new Error(answer.reason);
  return answer.runId;
}

export interface Switch {
  readonly on: Promise<void>;
  flip(): void;
  reset(): void;
}

export function aSwitch(): Switch {
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
