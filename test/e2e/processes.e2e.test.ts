/** `slipway up` as a person runs it: stopped, closed and killed at any moment, started twice, started again. Nothing of it may be left. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../apps/local/free-port.js';
import { waitFor } from '../../apps/local/wait.js';
import { connect } from '../../client/connection.js';
import { createRandom } from '../../domain/seeded-random.js';
import { packageRoot } from '../../platform/package-root.js';
import { slipwayHome } from '../../setup/layout.js';
import { leftAfter } from '../support/left-processes.js';
import { anEnvironment } from '../support/set-up.js';

const random = createRandom(4);
/** Longer than a killed stack's processes take to notice it and to end, on a busy machine. */
const patienceMilliseconds = 20_000;

interface Up {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | string>;
}

let home: string;
let temporalPort: number;
let environment: Record<string, string>;
let options: string[];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'slipway-processes-'));
  // Data of its own; what has been fetched is the checkout's.
  for (const part of await readdir(slipwayHome())) {
    if (!['data', 'demo', 'stack.json'].includes(part)) await symlink(join(slipwayHome(), part), join(home, part));
  }
  const urls = ['GATEWAY', 'GATEWAY_CONTROL', 'RUNTIME', 'STAGING_RUNTIME'];
  const addresses = await Promise.all(urls.map(async (name) => [`SLIPWAY_${name}_URL`, `http://127.0.0.1:${await freePort()}`] as const));
  environment = anEnvironment({ SLIPWAY_HOME: home, ...Object.fromEntries(addresses) });
  temporalPort = await freePort();
  options = ['--temporal-port', String(temporalPort), '--ui-port', String(await freePort())];
});

afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

describe('slipway up', () => {
  it('refuses to start twice', async () => {
    const first = await ready();
    const second = slipwayUp();
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`slipway runs on ${join(home, 'data')} already\n  why: process ${first.child.pid} is alive`);
    await startWorkflow('outlives the stack');
    signal(first, 'SIGKILL', 'it alone');
    await first.ended;
  });

  it('goes on where it was after SIGKILL, on the same ports; stops at Ctrl-C, however often it is pressed, and leaves nothing', async () => {
    // At once, while what was left still runs.
    const next = await ready();
    expect(await isRunning('outlives the stack')).toBe(true);
    signal(next, 'SIGINT', 'its group');
    await waitFor({ what: 'the stop to begin', timeoutMilliseconds: 5_000 }, async () =>
      /stopping/.test(next.output()) ? true : undefined,
    );
    signal(next, 'SIGINT', 'its group');
    signal(next, 'SIGINT', 'it alone');
    expect(await next.ended).toBe(0);
    // Without patience: whoever stops in order waits for all of it.
    expect(await leftAfter(home, 0)).toEqual([]);
  });

  it.each([
    ['SIGINT', 'its group'],
    ['SIGTERM', 'it alone'],
    ['SIGHUP', 'its group'],
    ['SIGKILL', 'it alone'],
  ] as const)('leaves nothing when %s comes to %s while it starts', async (name, whom) => {
    const up = slipwayUp();
    // A seeded moment between the first instruction and the last role.
    await sleep(200 + random() * 5_000);
    signal(up, name, whom);
    await up.ended;
    expect(await leftAfter(home, patienceMilliseconds)).toEqual([]);
  });

  it('says which port is taken, who wants it and what changes it, and leaves nothing', async () => {
    const control = new URL(environment['SLIPWAY_GATEWAY_CONTROL_URL'] ?? '').port;
    const other = createServer().listen(Number(control), '127.0.0.1');
    await once(other, 'listening');
    const up = slipwayUp();
    expect(await up.ended).toBe(1);
    other.close();
    expect(up.output()).toMatch(
      new RegExp(`port ${control}, wanted by the gateway's control API, is taken\n.*\n.*SLIPWAY_GATEWAY_CONTROL_URL`),
    );
    expect(await leftAfter(home, 0)).toEqual([]);
  });

  it('has written nothing but JSON to its logs, with time, level and role', async () => {
    const files = (await readdir(join(home, 'data', 'logs'))).filter((name) => name !== 'temporal.log');
    expect(files.toSorted()).toEqual(['gateway.log', 'runtime.log', 'staging.log', 'up.log', 'worker.log']);
    for (const file of files) {
      const lines = (await readFile(join(home, 'data', 'logs', file), 'utf8')).split('\n').filter((line) => line !== '');
      for (const line of lines)
        expect(JSON.parse(line)).toMatchObject({ time: expect.any(String), level: expect.any(Number), role: expect.any(String) });
    }
  });
});

/** In a process group of its own, as a shell starts it. */
function slipwayUp(): Up {
  const child = spawn(process.execPath, ['--import', 'tsx', join('apps', 'cli', 'main.ts'), 'up', ...options], {
    cwd: packageRoot(),
    detached: true,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'exit').then(([code, name]) => (code ?? name) as number | string);
  return { child, output: () => output, ended };
}

async function ready(): Promise<Up> {
  const up = slipwayUp();
  await waitFor({ what: 'slipway up to be ready', timeoutMilliseconds: 120_000 }, async () => {
    if (up.child.exitCode !== null) throw new Error(`slipway up ended with ${up.child.exitCode}: ${up.output()}`);
    return /Ctrl-C stops everything/.test(up.output()) ? true : undefined;
  });
  return up;
}

/** A terminal's Ctrl-C and its closing reach the whole foreground group; `kill` reaches one process. */
function signal({ child }: Up, name: NodeJS.Signals, whom: 'its group' | 'it alone'): void {
  const { pid } = child;
  // Ended already: a random moment may come late.
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(whom === 'its group' ? -pid : pid, name);
}

/** On a queue that nobody serves, so that it runs for as long as Temporal remembers it. */
async function startWorkflow(workflowId: string): Promise<void> {
  await withTemporal((client) => client.workflow.start('nobodysWorkflow', { workflowId, taskQueue: 'nobody' }));
}

async function isRunning(workflowId: string): Promise<boolean> {
  return withTemporal(async (client) => (await client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING');
}

async function withTemporal<T>(use: (client: Awaited<ReturnType<typeof connect>>) => Promise<T>): Promise<T> {
  const client = await connect({ address: `127.0.0.1:${temporalPort}`, namespace: 'default' });
  try {
    return await use(client);
  } finally {
    await client.connection.close();
  }
}
