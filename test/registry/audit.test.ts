import { describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../platform/ports.js';
import { appendAudit, listAudit, verifyAudit, type AuditDraft } from '../../registry/audit.js';
import { at, useStores, withRival } from './harness.js';

const aStore = useStores();

describe('the audit chain', () => {
  it('grows by one entry for each event and is intact', async () => {
    const store = await aChain(3);
    expect(await store.list('audit/')).toEqual(['audit/triage/00000001.json', 'audit/triage/00000002.json', 'audit/triage/00000003.json']);
    expect((await listAudit(store, 'triage')).map(({ seq, action }) => [seq, action])).toEqual([
      [1, 'did-1'],
      [2, 'did-2'],
      [3, 'did-3'],
    ]);
    expect(await verifyAudit(store, 'triage')).toMatchObject({ entries: 3, intact: true, brokenAt: null });
  });

  it('takes a repeated event once, however late it comes again', async () => {
    const store = await aChain(3);
    expect(await appendAudit(store, anEvent(1, { action: 'changed' }))).toMatchObject({ seq: 1, action: 'did-1' });
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

  it('shows where an entry was changed', async () => {
    const store = await aChain(4);
    await change(store, 'audit/triage/00000002.json', (text) => text.replace('did-2', 'did-nothing'));
    expect(await verifyAudit(store, 'triage')).toMatchObject({ intact: false, brokenAt: 3, entries: 2 });
  });

  it('shows an entry that is none, or another model’s', async () => {
    const store = await aChain(2);
    await change(store, 'audit/triage/00000002.json', (text) => text.replace('"triage"', '"other"'));
    expect(await verifyAudit(store, 'triage')).toMatchObject({
      brokenAt: 2,
      reason: 'audit/triage/00000002.json says that it is entry 2 of other.',
    });
    await change(store, 'audit/triage/00000001.json', () => 'gone');
    expect(await verifyAudit(store, 'triage')).toMatchObject({ brokenAt: 1 });
  });

  it('shows a removed entry, and by its head digest a removed end', async () => {
    const store = await aChain(3);
    const before = await verifyAudit(store, 'triage');
    expect(await verifyAudit(without(store, '00000002'), 'triage')).toMatchObject({ intact: false, brokenAt: 2 });
    const cut = await verifyAudit(without(store, '00000003'), 'triage');
    expect([cut.intact, cut.headSha256 === before.headSha256]).toEqual([true, false]);
  });

  it('of a model without events is empty and intact', async () => {
    expect(await verifyAudit(aStore(), 'triage')).toMatchObject({ entries: 0, intact: true, headSha256: null });
  });
});

async function aChain(length: number): Promise<ObjectStore> {
  const store = aStore();
  for (let event = 1; event <= length; event += 1) await appendAudit(store, anEvent(event));
  return store;
}

function anEvent(event: number, overrides: Partial<AuditDraft> = {}): AuditDraft {
  return {
    model: 'triage',
    at,
    actor: 'cli:anna',
    action: `did-${event}`,
    subject: 'v1',
    details: { event },
    idempotencyKey: `event-${event}`,
    ...overrides,
  };
}

async function change(store: ObjectStore, key: string, edit: (text: string) => string): Promise<void> {
  const stored = await store.read(key);
  await store.swap(key, stored?.etag ?? null, edit(stored?.body.toString() ?? ''));
}

function without(store: ObjectStore, part: string): ObjectStore {
  return { ...store, list: async (prefix) => (await store.list(prefix)).filter((key) => !key.includes(part)) };
}
