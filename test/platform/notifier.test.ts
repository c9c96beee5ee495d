import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNotifier } from '../../platform/notifier.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { Alert, Notifier, ObjectStore } from '../../platform/ports.js';

const alert: Alert = {
  model: 'support-triage',
  runId: 'ft-2026-11-21-001',
  stage: 'canary',
  outcome: 'rolled-back',
  reason: 'a look failed',
  nextStep: 'see: slipway status support-triage',
};
const key = 'support-triage/ft-2026-11-21-001';

interface Delivered {
  readonly path: string;
  readonly body: unknown;
}

let folder = '';
let server: Server;
let received: Delivered[] = [];
let logged: string[] = [];
/** Paths that the receiver answers with an error. */
let broken = new Set<string>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-notifier-'));
  received = [];
  logged = [];
  broken = new Set();
  server = createServer((request, response) => {
    const path = request.url ?? '';
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      received.push({ path, body: JSON.parse(text) });
      response.writeHead(broken.has(path) ? 503 : 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

/** A new process each time, over the same store. `env:OPS` is the receiver's `/OPS`; `env:UNSET` is not set. */
function aNotifier(store: ObjectStore = createFileObjectStore(folder)): Notifier {
  const { port } = server.address() as AddressInfo;
  return createNotifier({
    store,
    logger: pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) }),
    addressOf(reference) {
      if (reference === 'env:UNSET') throw new Error('expected the environment variable UNSET to be set');
      return `http://127.0.0.1:${port}/${reference.replace('env:', '')}`;
    },
  });
}

const paths = (): string[] => received.map((each) => each.path);

describe('an alert', () => {
  it('goes to the log and to every webhook, with all that a person needs to act', async () => {
    await aNotifier().notify(key, { webhooks: ['env:OPS', 'env:ML_TEAM'], alert });
    expect(received).toEqual([
      { path: '/OPS', body: { key, ...alert } },
      { path: '/ML_TEAM', body: { key, ...alert } },
    ]);
    expect(logged.map((line): unknown => JSON.parse(line))).toEqual([
      expect.objectContaining({ alert, msg: 'support-triage ft-2026-11-21-001 ended rolled-back: a look failed' }),
    ]);
  });

  it('calls what waits for a person no end', async () => {
    await aNotifier().notify(key, { webhooks: [], alert: { ...alert, outcome: 'needs-data-review', reason: 'a new label' } });
    expect(logged.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'support-triage ft-2026-11-21-001 needs-data-review: a new label',
    ]);
  });

  it('is sent once per key, also by another process', async () => {
    await aNotifier().notify(key, { webhooks: ['env:OPS'], alert });
    await aNotifier().notify(key, { webhooks: ['env:OPS'], alert });
    expect(paths()).toEqual(['/OPS']);
    expect(logged).toHaveLength(1);
    await aNotifier().notify('support-triage/ft-2026-11-22-001', { webhooks: ['env:OPS'], alert });
    expect(paths()).toEqual(['/OPS', '/OPS']);
    expect(logged).toHaveLength(2);
  });

  it('is sent everywhere, and once, by a process that cannot mark it as sent, as on a full disk', async () => {
    const store = createFileObjectStore(folder);
    let full = true;
    const notifier = aNotifier({
      ...store,
      create: (name, body) => (full ? Promise.reject(new Error('ENOSPC')) : store.create(name, body)),
    });
    const notify = (): Promise<void> => notifier.notify(key, { webhooks: ['env:OPS'], alert });
    for (let retry = 0; retry < 3; retry += 1) await expect(notify()).rejects.toThrow('ENOSPC');
    expect([logged.length, paths()]).toEqual([1, ['/OPS']]);
    full = false;
    await notify();
    await aNotifier().notify(key, { webhooks: ['env:OPS'], alert });
    expect(paths()).toEqual(['/OPS']);
    expect(logged).toHaveLength(1);
  });

  it('that a webhook refused is tried again, without telling the log a second time', async () => {
    broken.add('/OPS');
    await expect(aNotifier().notify(key, { webhooks: ['env:OPS'], alert })).rejects.toThrow(
      'env:OPS: webhook: expected a 2xx answer, got 503; check the receiver',
    );
    broken.clear();
    await aNotifier().notify(key, { webhooks: ['env:OPS'], alert });
    await aNotifier().notify(key, { webhooks: ['env:OPS'], alert });
    expect(paths()).toEqual(['/OPS', '/OPS']);
    expect(logged).toHaveLength(1);
  });

  it('reaches the other webhooks although one is broken and another is not set, and not again when those are tried again', async () => {
    broken.add('/OPS');
    const webhooks = ['env:OPS', 'env:UNSET', 'env:ML_TEAM'];
    await expect(aNotifier().notify(key, { webhooks, alert })).rejects.toThrow(/^env:OPS: .*503.*; env:UNSET: .*UNSET to be set$/);
    expect(paths()).toEqual(['/OPS', '/ML_TEAM']);
    broken.clear();
    await expect(aNotifier().notify(key, { webhooks, alert })).rejects.toThrow(/^env:UNSET: /);
    expect(paths()).toEqual(['/OPS', '/ML_TEAM', '/OPS']);
  });

  it('with no webhook is in the log', async () => {
    await aNotifier().notify(key, { webhooks: [], alert });
    expect(received).toEqual([]);
    expect(logged).toHaveLength(1);
  });
});
