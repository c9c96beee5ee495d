/** The audit on real S3 servers: writers that come together, one that dies between entry and head, and what an entry costs in requests. */

import { describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../platform/ports.js';
import { appendAudit, listAudit, verifyAudit, type AuditDraft } from '../../registry/audit.js';
import { openStoreWith } from '../support/s3-stores.js';
import { s3ServersToTest, useS3Server } from '../support/use-s3-server.js';

const writers = 16;

describe.for(await s3ServersToTest())('the audit on S3', (toTest) => {
  describe.skipIf(toTest.missing !== undefined)(`of ${toTest.name} ${toTest.missing ?? ''}`, () => {
    const server = useS3Server(toTest);

    it('takes what sixteen writers add at once, and adds the next with three requests', async () => {
      const open = (): Promise<ObjectStore> => openStoreWith(server().environment, { prefix: 'audit-writers', purpose: 'read' });
      const stores = await Promise.all(Array.from({ length: writers }, open));
      const entries = await Promise.all(stores.map((store, index) => appendAudit(store, anEvent(`event-${index % 12}`))));
      expect(new Set(entries.map(({ seq }) => seq))).toEqual(new Set(Array.from({ length: 12 }, (_, index) => index + 1)));
      const [store] = stores;
      if (store === undefined) throw new Error('expected a store');
      expect(await verifyAudit(store, 'triage')).toMatchObject({ entries: 12, intact: true });

      const dying: ObjectStore = { ...store, swap: () => Promise.reject(new Error('killed')) };
      await expect(appendAudit(dying, anEvent('dies'))).rejects.toThrow('killed');
      expect(await appendAudit(store, anEvent('dies'))).toMatchObject({ seq: 13 });

      const calls: string[] = [];
      const counted: ObjectStore = {
        ...store,
        read: (key) => (calls.push('read'), store.read(key)),
        list: (prefix) => (calls.push('list'), store.list(prefix)),
        create: (key, body) => (calls.push('create'), store.create(key, body)),
        swap: (key, etag, body) => (calls.push('swap'), store.swap(key, etag, body)),
      };
      await appendAudit(counted, anEvent('last'));
      expect(calls).toEqual(['read', 'create', 'swap']);
      expect((await listAudit(store, 'triage')).map(({ seq }) => seq)).toEqual(Array.from({ length: 14 }, (_, index) => index + 1));
      expect(await verifyAudit(store, 'triage')).toMatchObject({ entries: 14, intact: true });
    });
  });
});

function anEvent(idempotencyKey: string): AuditDraft {
  const event = { model: 'triage', at: '2026-11-21T10:00:00.000Z', actor: 'run:ft-1', action: 'weight-changed', subject: 'v1' } as const;
  return { ...event, details: {}, idempotencyKey };
}
