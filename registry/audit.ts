/** Who did what to a model: `audit/<model>/<seq>.json`, each entry with the digest of the one before, so that no past entry changes unseen. */

import type { ObjectStore } from '../platform/ports.js';
import { auditEntrySchema as schema, auditFolder, auditKey, entryKeysIn, type AuditEntry } from './audit-entry.js';
import { advanceHead, candidatesOf, headAfter, parseAuditEntry, readAuditHead, type AuditHead } from './audit-head.js';
import { readAll } from './read-all.js';
import { createOrRead, decode, encode } from './stored.js';

export { verifyAudit, type AuditCheck } from './audit-check.js';
export { AuditDamagedError } from './audit-head.js';
export type { AuditEntry } from './audit-entry.js';

export type AuditDraft = Omit<AuditEntry, 'seq' | 'previousSha256'>;

/**
 * Adds an entry at the end, or returns the one that has this idempotency key, if it is among the latest 500. Reads the head alone,
 * whatever the length of the log. Of several writers each gets its own place; when it returns, entry and head are both written.
 * Throws AuditDamagedError where the log was changed at its end.
 */
export async function appendAudit(store: ObjectStore, draft: AuditDraft): Promise<AuditEntry> {
  const stored = await readAuditHead(store, draft.model);
  const known = await knownEntry(store, stored.head, draft.idempotencyKey);
  if (known !== undefined) return known;
  let { head } = stored;
  for (;;) {
    const key = auditKey(draft.model, head.seq + 1);
    const body = await createOrRead(store, key, encode(schema, key, { ...draft, seq: head.seq + 1, previousSha256: head.sha256 }));
    const entry = parseAuditEntry(draft.model, key, body);
    // Another writer's, perhaps of one that died before it could move the head: it is taken in, with its key.
    head = headAfter(head, entry, body);
    if (entry.idempotencyKey !== draft.idempotencyKey) continue;
    await advanceHead(store, head, stored.etag);
    return entry;
  }
}

/** From the first entry on. Throws on an entry that cannot be read. */
export async function listAudit(store: ObjectStore, model: string): Promise<AuditEntry[]> {
  const keys = entryKeysIn(await store.list(auditFolder(model)), model);
  const bodies = await readAll(store, keys);
  return bodies.map((body, index) => decode(schema, keys[index] ?? '', body));
}

async function knownEntry(store: ObjectStore, head: AuditHead, idempotencyKey: string): Promise<AuditEntry | undefined> {
  for (const seq of candidatesOf(head, idempotencyKey)) {
    const key = auditKey(head.model, seq);
    const stored = await store.read(key);
    const entry = stored === undefined ? undefined : parseAuditEntry(head.model, key, stored.body);
    if (entry?.idempotencyKey === idempotencyKey) return entry;
  }
  return undefined;
}
