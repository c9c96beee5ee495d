/** A newcomer's hour: the package from its tarball in an empty folder, and the commands of the docs as they are written. */

import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepRole, type Keeper } from '../../apps/local/role-keeper.js';
import { freePort } from '../../apps/local/free-port.js';
import { temporalRole } from '../../apps/local/temporal-server.js';
import { waitFor } from '../../apps/local/wait.js';
import { connect } from '../../client/connection.js';
import { createLogger } from '../../platform/logger.js';
import { packageRoot } from '../../platform/package-root.js';
import { findTemporal } from '../../setup/temporal.js';
import { aHome } from '../support/home.js';
import { leftAfter } from '../support/left-processes.js';
import { blocksRunBy, type Block } from './blocks.js';
import { createShell, type Shell } from './shell.js';

let folder: string;
let temporal: Keeper;
let address: string;
let shell: Shell;
/** What each block printed, by its first line. */
const printed = new Map<string, string>();

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'slipway-first-model-')));
  const port = await freePort();
  address = `127.0.0.1:${port}`;
  temporal = await startTemporal(port);
  const { SLIPWAY_HOME: home, ...ports } = await aHome(join(folder, '.slipway'));
  shell = createShell(folder, { ...ports, TEMPORAL_ADDRESS: address, SLIPWAY_TEST: home ?? '' });
  await createShell(packageRoot(), {}).run({ text: `npm pack --silent --pack-destination "${folder}"`, file: 'package.json', line: 1 });
});

afterAll(async () => {
  await shell?.stop();
  await temporal?.stop();
  const left = await leftAfter(folder, 10_000);
  await rm(folder, { recursive: true, force: true });
  if (left.length > 0) throw new Error(`left running: ${JSON.stringify(left)}`);
});

describe('the first hour, from a tarball', () => {
  it('goes as docs/first-model.md says', async () => {
    for (const block of blocksRunBy('first-model').filter(({ file }) => file === 'docs/first-model.md')) await follow(block);
    expect(outputOf('npx slipway run support-triage --wait')).toMatch(/released v1/);
    expect(outputOf('npx slipway ask')).toMatch(/support-triage v1/);
    expect(outputOf('npx slipway data example more.jsonl')).toMatch(/released v2[\s\S]*v2 \*/);
    expect(outputOf('npx slipway rollback support-triage --to v1')).toMatch(/→ v1, verified[\s\S]*→ v2, verified/);
  });

  it('leaves a report of each run, with what a person looks for first', async () => {
    await shell.run({ text: 'npx slipway report support-triage --out newest.html', file: 'this test', line: 1 });
    const page = await readFile(join(folder, 'newest.html'), 'utf8');
    for (const word of ['released', 'accuracy', 'v1', 'v2', 'support-triage']) expect(page).toContain(word);
  });

  it('goes on with the commands of the other pages', async () => {
    const blocks = blocksRunBy('stack');
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) await follow(block);
    expect(outputOf('npx slipway rollback support-triage --reason')).toMatch(/v2 → v1, verified/);
    // Pages are followed by name, so this one comes after the rollback of recover.md.
    expect(JSON.parse(outputOf('npx slipway --json status').replace(/^[^{]*/, ''))).toMatchObject({ head: { version: 'v1' } });
  });

  it('finds runs in Temporal by the queries that the docs name', async () => {
    const client = await connect({ address, namespace: 'default' });
    try {
      const queries = blocksRunBy('visibility').flatMap(({ text }) => text.trim().split('\n'));
      const found = await Promise.all(queries.map(async (query) => [query, await client.workflow.count(query)] as const));
      const counts = new Map(found.map(([query, { count }]) => [query, count]));
      expect(counts.get("WorkflowType = 'pipelineRun' AND Model = 'support-triage'")).toBe(2);
      expect(counts.get("WorkflowType = 'pipelineRun' AND CandidateVersion = 'v2'")).toBe(1);
      expect(counts.get("WorkflowType = 'modelRelease'")).toBe(1);
    } finally {
      await client.connection.close();
    }
  });
});

async function follow(block: Block): Promise<void> {
  if (!block.words.includes('background')) {
    printed.set(block.text.trim().split('\n')[0] ?? '', await shell.run(block));
    return;
  }
  shell.start(block);
  if (!block.text.includes('slipway up')) return;
  // A person waits until it says where the gateway is.
  const ready = join(folder, '.slipway', 'stack.json');
  await waitFor({ what: '`slipway up` to be ready', timeoutMilliseconds: 240_000 }, async () => (existsSync(ready) ? true : undefined));
}

function outputOf(begin: string): string {
  const found = [...printed].find(([line]) => line.startsWith(begin));
  if (found === undefined) throw new Error(`no block begins with ${begin}; there are ${[...printed.keys()].join(', ')}`);
  return found[1];
}

/** The test's own, on a port that nobody uses: the docs' own `slipway up` would take 7233, which may be somebody's. */
async function startTemporal(port: number): Promise<Keeper> {
  const { program } = await findTemporal({ report: () => undefined, skipEnvironment: true });
  if (program === undefined) throw new Error('expected a Temporal program; run: npm run slipway -- doctor');
  const role = temporalRole({
    program,
    namespace: 'default',
    folder,
    logFile: join(folder, 'temporal.log'),
    port,
    uiPort: await freePort(),
  });
  const ignore = (): void => undefined;
  const host = {
    logger: createLogger('test', 'error'),
    signal: new AbortController().signal,
    started: ignore,
    ended: ignore,
    report: ignore,
  };
  return keepRole(role, host);
}
