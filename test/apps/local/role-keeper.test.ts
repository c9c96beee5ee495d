import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../../apps/local/free-port.js';
import { keepRole, type Keeper, type Role } from '../../../apps/local/role-keeper.js';
import { answersHttp, waitFor } from '../../../apps/local/wait.js';
import { createLogger } from '../../../platform/logger.js';
import { leftProcesses } from '../../support/left-processes.js';
import { aFolder } from '../../support/set-up.js';

/** Answers on PORT, and keeps a helper in its process group as a role may. */
const server = `
  require('node:child_process').spawn('sleep', ['1000']);
  console.log('started');
  require('node:http').createServer((_, answer) => answer.end()).listen(Number(process.env.PORT), '127.0.0.1');
`;

interface Kept {
  readonly folder: string;
  readonly keeper: Keeper;
  readonly pids: number[];
  readonly told: string[];
}

it('starts a role again that was killed, after the rest of its group, and writes both down', async () => {
  const { folder, keeper, pids, told } = await aKeptRole();
  expect(await leftProcesses(folder)).toHaveLength(2);
  process.kill(pids[0] ?? 0, 'SIGKILL');
  await keeper.healthy();
  expect(pids).toHaveLength(2);
  expect(pids[1]).not.toBe(pids[0]);
  // The first life's helper would be a third.
  expect(await leftProcesses(folder)).toHaveLength(2);
  expect(told).toEqual(['server ended (ended by SIGKILL); starting it again', 'server is back']);
  const lines = (await readFile(join(folder, 'keeper.log'), 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ process: 'server', pid: pids[0], reason: 'ended by SIGKILL', deaths: 1, backOffMilliseconds: 250 }),
    expect.objectContaining({ process: 'server', pid: pids[1], deaths: 1, msg: 'server is back' }),
  ]);
});

it('leaves nothing when it is stopped, also while it waits to start a role again', async () => {
  const { folder, keeper, pids, told } = await aKeptRole();
  process.kill(pids[0] ?? 0, 'SIGKILL');
  await waitFor({ what: 'the death to be noticed', timeoutMilliseconds: 10_000 }, async () => (told.length > 0 ? true : undefined));
  await keeper.stop();
  expect(await leftProcesses(folder)).toEqual([]);
  expect(pids).toHaveLength(1);
});

it('rejects when the first start fails, naming the log and what it says', async () => {
  const failing = aKeptRole(
    'console.error(JSON.stringify({ level: 60, msg: "cannot go on", err: { message: "no Python" } })); process.exit(1)',
  );
  await expect(failing).rejects.toThrow(
    /^server ended while starting \(exit code 1\); .*server\.log ends with\n {2}cannot go on: no Python$/,
  );
});

async function aKeptRole(script = server): Promise<Kept> {
  const folder = await aFolder();
  const port = await freePort();
  const [pids, told]: [number[], string[]] = [[], []];
  const role: Role = {
    name: 'server',
    command: {
      program: process.execPath,
      args: ['-e', script],
      env: { PORT: String(port), TEST_FOLDER: folder },
      logFile: join(folder, 'server.log'),
    },
    graceMilliseconds: 2_000,
    healthy: () => answersHttp(`http://127.0.0.1:${port}`),
  };
  const keeper = await keepRole(role, {
    logger: createLogger('up', 'info', join(folder, 'keeper.log')),
    signal: new AbortController().signal,
    started: (_role, pid) => pids.push(pid),
    ended: () => undefined,
    report: (text) => told.push(text),
  });
  onTestFinished(() => keeper.stop());
  return { folder, keeper, pids, told };
}
