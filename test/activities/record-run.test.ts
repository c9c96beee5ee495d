/** The record of a run and the page beside it: the one is sure, the other is worth an attempt. */

import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { createRegistryActivities } from '../../activities/registry.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore } from '../../platform/ports.js';
import { readRun } from '../../registry/runs.js';
import type { RunResult } from '../../workflows/contract.js';
import { aRun } from '../registry/harness.js';
import { someDependencies } from '../support/dependencies.js';
import { tools } from '../support/golden.js';
import { aFolder } from '../support/set-up.js';

const { endedAt: _, ...result } = aRun('ft-1');
const page = 'reports/triage/ft-1.html';

/** What it logged. */
async function record(store: ObjectStore, { attempt = 1, run = result }: { attempt?: number; run?: RunResult } = {}): Promise<LogEntry[]> {
  const logged: LogEntry[] = [];
  const logger = new DefaultLogger('WARN', (entry) => void logged.push(entry));
  const { recordRun } = createRegistryActivities(someDependencies({ store, processes: tools.runner, scratchDir: '/nowhere' }));
  await new MockActivityEnvironment({ attempt }, { logger }).run(recordRun, run);
  return logged;
}

async function aStore(): Promise<ObjectStore> {
  return createFileObjectStore(join(await aFolder(), 'store'));
}

describe('a run that is recorded', () => {
  it('has its page beside its evidence, drawn once', async () => {
    const store = await aStore();
    expect(await record(store)).toEqual([]);
    const drawn = (await store.read(page))?.body.toString();
    expect(drawn).toMatch(/^<!doctype html>[^]*<title>triage ft-1: data-rejected<\/title>/);
    await record(store, { run: { ...result, reason: 'told otherwise' } });
    expect((await store.read(page))?.body.toString()).toBe(drawn);
    expect(await store.list('reports/')).toEqual([page]);
  });

  it.each<{ what: string; broken: (store: ObjectStore) => Partial<ObjectStore> }>([
    {
      what: 'stored',
      broken: (store) => ({
        create: (key, body) => (key === page ? Promise.reject(new Error('ENOSPC: no space left')) : store.create(key, body)),
      }),
    },
    {
      what: 'gathered',
      broken: (store) => ({
        list: (prefix) => (prefix.startsWith('evidence/') ? Promise.reject(new Error('EIO: i/o error, read')) : store.list(prefix)),
      }),
    },
  ])('is recorded all the same when its page cannot be $what, and says so', async ({ broken }) => {
    const store = await aStore();
    const logged = await record({ ...store, ...broken(store) });
    expect(logged).toMatchObject([
      { level: 'WARN', message: 'the report of the run could not be kept', meta: { model: 'triage', runId: 'ft-1' } },
    ]);
    expect(await readRun(store, 'triage', 'ft-1')).toMatchObject(result);
    expect(await store.list('reports/')).toEqual([]);
    await record(store, { attempt: 2 });
    expect(await store.list('reports/')).toEqual([page]);
  });

  it('goes without a page after two attempts that died, perhaps of the page', async () => {
    const store = await aStore();
    await record(store, { attempt: 3 });
    expect(await readRun(store, 'triage', 'ft-1')).toMatchObject(result);
    expect(await store.list('reports/')).toEqual([]);
  });
});
