/** A person's `slipway up` is stopped and started again, twice in the middle of one run, while their `slipway run --wait` waits for its end. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoModel as model } from '../../apps/local/demo/files.js';
import { startTicketTraffic } from '../../apps/local/demo/traffic.js';
import { freePort } from '../../apps/local/free-port.js';
import { waitFor } from '../../apps/local/wait.js';
import { packageRoot } from '../../platform/package-root.js';
import { aHome } from '../support/home.js';
import { aRapidBatch, rapidFiles } from '../support/rapid-release.js';
import { processesNaming } from './kills/processes.js';

/** Where the run is when everything is stopped. */
const stops = ['train', 'canary'];

interface Person {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

export async function proveRestart(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-restart-'));
  const files = await rapidFiles(join(folder, 'files'));
  const person: Person = { folder, environment: { ...(await aHome(join(folder, 'home'))), SLIPWAY_CONFIGS: files.configsDir } };
  const ports = ['--temporal-port', String(await freePort()), '--ui-port', String(await freePort())];
  const up = (): Promise<ChildProcess> => startUp(person, ports);
  let stack = await up();
  const traffic = startTicketTraffic({ gatewayUrl: person.environment['SLIPWAY_GATEWAY_URL'] ?? '', model, requestsPerSecond: 6 });
  try {
    await files.writeBatch('first', aRapidBatch(1));
    console.log(await ended(slipway(person, ['run', model, '--wait'])));
    await files.writeBatch('second', aRapidBatch(2));
    const waiting = slipway(person, ['run', model, '--wait']);
    const result = ended(waiting);
    for (const stage of stops) {
      await waitFor({ what: `the run to be in ${stage}`, timeoutMilliseconds: 300_000 }, async () =>
        (await stageNow(person)) === stage ? true : undefined,
      );
      console.log(`Ctrl-C in ${stage}`);
      await stopUp(stack);
      const left = (await processesNaming(folder)).filter(({ pid }) => pid !== waiting.pid);
      if (left.length > 0) throw new Error(`left running after Ctrl-C: ${left.map(({ command }) => command).join('; ')}`);
      stack = await up();
    }
    const last = await result;
    console.log(last);
    return / released v2/.test(last);
  } finally {
    await traffic.stop();
    await stopUp(stack);
    await rm(folder, { recursive: true, force: true });
  }
}

function slipway({ environment, folder }: Person, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', join('apps', 'cli', 'main.ts'), ...args], {
    cwd: packageRoot(),
    // oxlint-disable-next-line node/no-process-env -- handed on whole, no setting is read from it
    env: { ...process.env, ...environment, SLIPWAY_PROOF: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function ended(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (part: string) => (text += part));
  const [code] = (await once(child, 'close')) as [number];
  return `exit ${code}: ${text.trim()}`;
}

async function startUp(person: Person, ports: readonly string[]): Promise<ChildProcess> {
  const child = slipway(person, ['up', ...ports]);
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (part: string) => (text += part));
  await waitFor({ what: '`slipway up` to be ready', timeoutMilliseconds: 120_000 }, async () => {
    if (child.exitCode !== null) throw new Error(`\`slipway up\` ended with ${child.exitCode}`);
    return text.includes('/v1/chat/completions') ? true : undefined;
  });
  return child;
}

async function stopUp(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGINT');
  await once(child, 'close');
}

async function stageNow(person: Person): Promise<string> {
  const text = await ended(slipway(person, ['--json', 'status', model]));
  return /"active":\{[^}]*?"stage":"(\w+)"/.exec(text.replaceAll(/\s/g, ''))?.[1] ?? '';
}
