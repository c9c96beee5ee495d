import { describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../platform/ports.js';
import { appendAudit, listAudit, verifyAudit, type AuditDraft } from '../../registry/audit.js';
import { candidatesOf, headAfter, type AuditHead } from '../../registry/audit-head.js';
import { at, useStores, withRival } from './harness.js';

const aStore = useStores();

describe('the audit chain', () => {
  it('grows by one entry for each event and is intact', async () => {
    const store = await aChain(3);
    const names = ['00000001', '00000002', '00000003', 'head'];
    expect(await store.list('audit/')).toEqual(names.map((name) => `audit/triage/${name}.json`));
    expect((await listAudit(store, 'triage')).map(({ seq, action }) => [seq, action])).toEqual([
      [1, 'weight-changed'],
      [2, 'weight-changed'],
      [3, 'weight-changed'],
    ]);
    expect(await verifyAudit(store, 'triage')).toMatchObject({ entries: 3, intact: true, brokenAt: null });
  });

  it('takes a repeated event once, however late it comes again', async () => {
    const store = await aChain(3);
    expect(await appendAudit(store, anEvent(1, { action: 'removed' }))).toMatchObject({ seq: 1, action: 'weight-changed' });
    const rival = withRival(store, () => appendAudit(store, anEvent(4)));
    expect(await appendAudit(rival, anEvent(4))).toMatchObject({ seq: 4 });
    expect(await verifyAudit(store, 'triage')).toMatchObject({ entries: 4, intact: true });
  });

  it('stays a chain under racing writers', async () => {
    const store = aStore();
    const entries = await Promise.all([1, 2, 3, 4, 5, 6, 1, 2, 3].map((event) => appendAudit(store, anEvent(event))));
    expect(new Set(entries.map((entry) => entry.seq)).size).toBe(6);
    expect(await verifyAudit(store, 'triage')).toMatchObject({ entries: 6, intact: true });
  });

  it('reads the head alone to add an entry, whatever its length', async () => {
    const store = await aChain(30);
    const { counted, calls } = counting(store);
    await appendAudit(counted, anEvent(31));
    expect(calls).toEqual(['read head', 'create 00000031', 'swap head']);
  });

  it('takes in the entry of a writer that died before it could move the head, and knows it when that one tries again', async () => {
    const store = await aChain(2);
    const dying: ObjectStore = { ...store, swap: () => Promise.reject(new Error('killed')) };
    await expect(appendAudit(dying, anEvent(3))).rejects.toThrow('killed');
    expect(await appendAudit(store, anEvent(4))).toMatchObject({ seq: 4 });
    expect(await appendAudit(store, anEvent(3))).toMatchObject({ seq: 3 });
    await expect(appendAudit(dying, anEvent(5))).rejects.toThrow('killed');
    expect(await appendAudit(store, anEvent(5))).toMatchObject({ seq: 5 });
    expect(await verifyAudit(store, 'triage')).toMatchObject({ entries: 5, intact: true });
  });

  it('goes on with a log of the first days, which has no head, and gives it one', async () => {
    const store = await aChain(3, { action: 'head-moved', details: { from: null, reason: 'first release' } });
    const old = withoutHead(store);
    expect(await verifyAudit(old, 'triage')).toMatchObject({ entries: 3, intact: true });
    expect(await appendAudit(old, anEvent(2))).toMatchObject({ seq: 2 });
    const fresh = aStore();
    for (const key of await old.list('audit/')) await fresh.create(key, (await store.read(key))?.body ?? '');
    expect(await appendAudit(fresh, anEvent(4))).toMatchObject({ seq: 4 });
    expect(await verifyAudit(fresh, 'triage')).toMatchObject({ entries: 4, intact: true });
    expect((await fresh.list('audit/')).at(-1)).toBe('audit/triage/head.json');
  });

  it('remembers the keys of its latest 500 entries', () => {
    let head: AuditHead = { model: 'triage', seq: 0, sha256: null, recent: [] };
    for (let event = 1; event <= 502; event += 1) {
      head = headAfter(head, { ...anEvent(event), seq: event, previousSha256: head.sha256 }, Buffer.from(`${event}`));
    }
    expect([2, 3, 502, 503].map((event) => candidatesOf(head, `event-${event}`))).toEqual([[], [3], [502], []]);
  });

  it('refuses to go on behind a head that was changed, and says what to do', async () => {
    const store = await aChain(2);
    const head = await store.read('audit/triage/head.json');
    await store.swap('audit/triage/head.json', head?.etag ?? null, head?.body.toString().replace('"seq":2', '"seq":1') ?? '');
    await expect(appendAudit(store, anEvent(3))).rejects.toMatchObject({
      name: 'AuditDamagedError',
      message: expect.stringMatching(/head\.json to be as Slipway wrote it.*slipway audit verify triage/),
    });
  });
});

async function aChain(length: number, overrides: Partial<AuditDraft> = {}): Promise<ObjectStore> {
  const store = aStore();
  for (let event = 1; event <= length; event += 1) await appendAudit(store, anEvent(event, overrides));
  return store;
}

function anEvent(event: number, overrides: Partial<AuditDraft> = {}): AuditDraft {
  return {
    model: 'triage',
    at,
    actor: 'cli:anna',
    action: 'weight-changed',
    subject: 'v1',
    details: { event },
    idempotencyKey: `event-${event}`,
    ...overrides,
  };
}

function withoutHead(store: ObjectStore): ObjectStore {
  const isHead = (key: string): boolean => key.endsWith('head.json');
  return {
    ...store,
    read: async (key) => (isHead(key) ? undefined : store.read(key)),
    list: async (prefix) => (await store.list(prefix)).filter((key) => !isHead(key)),
  };
}

function counting(store: ObjectStore): { readonly counted: ObjectStore; readonly calls: string[] } {
  const calls: string[] = [];
  const told = (verb: string, key: string): void => void calls.push(`${verb} ${key.replace(/^.*\/|\.json$/g, '')}`);
  return {
    calls,
    counted: {
      ...store,
      read: (key) => (told('read', key), store.read(key)),
      list: (prefix) => (told('list', prefix), store.list(prefix)),
      create: (key, body) => (told('create', key), store.create(key, body)),
      swap: (key, etag, body) => (told('swap', key), store.swap(key, etag, body)),
    },
  };
}
