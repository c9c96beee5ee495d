/** Who did what to a model: `audit/<model>/<seq>.json`, each entry with the digest of the one before, so that no past entry changes unseen. */

import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Json } from '../domain/canonical-json.js';
import type { ObjectStore } from '../platform/ports.js';
import { appendOnce, type Numbered } from './append.js';
import { checkName, decode, encode, jsonSchema, sha256Schema, timeSchema } from './stored.js';

export interface AuditEntry {
  readonly model: string;
  /** From 1, without gaps. */
  readonly seq: number;
  /** Digest of the entry before; null for the first. */
  readonly previousSha256: string | null;
  /** ISO 8601, from the caller. */
  readonly at: string;
  /** `cli:anna`, `workflow:run/support-triage/ft-2026-11-21-001`, … */
  readonly actor: string;
  /** `head-moved`, `run-approved`, … */
  readonly action: string;
  /** What it was done to: a version, a run, a route. */
  readonly subject: string;
  readonly details: Json;
  /** One event, one key: a repeated append with it changes nothing. */
  readonly idempotencyKey: string;
}

export type AuditDraft = Omit<AuditEntry, 'seq' | 'previousSha256'>;

export interface AuditCheck {
  readonly entries: number;
  readonly intact: boolean;
  /** First entry that does not fit; null when intact. */
  readonly brokenAt: number | null;
  readonly reason: string;
  /** Digest of the last entry. Kept elsewhere, it also shows a cut or changed end, which the chain alone cannot. */
  readonly headSha256: string | null;
}

const schema: z.ZodType<AuditEntry> = z.strictObject({
  model: z.string(),
  seq: z.number().int().positive(),
  previousSha256: sha256Schema.nullable(),
  at: timeSchema,
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  details: jsonSchema,
  idempotencyKey: z.string(),
});

/** Adds an entry at the end, or returns the one that has this idempotency key already. */
export async function appendAudit(store: ObjectStore, draft: AuditDraft): Promise<AuditEntry> {
  return await appendOnce({
    ...auditOf(store, draft.model),
    isSame: (stored) => stored.idempotencyKey === draft.idempotencyKey,
    encode: (seq, previous) =>
      encode(schema, auditKey(draft.model, seq), { ...draft, seq, previousSha256: previous === null ? null : hash('sha256', previous) }),
  });
}

/** Walks the chain. Reports and never throws on a broken one; an entry after a gap counts as broken too. */
export async function verifyAudit(store: ObjectStore, model: string): Promise<AuditCheck> {
  const keys = await store.list(`audit/${checkName('model', model)}/`);
  let headSha256: string | null = null;
  for (const [index, key] of keys.entries()) {
    const seq = index + 1;
    const broken = await problemAt({ store, model, seq, key, previousSha256: headSha256 });
    if (typeof broken === 'string') return { entries: index, intact: false, brokenAt: seq, reason: broken, headSha256 };
    headSha256 = broken.sha256;
  }
  return { entries: keys.length, intact: true, brokenAt: null, reason: `${keys.length} entries, each follows the one before.`, headSha256 };
}

/** From the first entry on. Throws on an entry that cannot be read. */
export async function listAudit(store: ObjectStore, model: string): Promise<AuditEntry[]> {
  const keys = await store.list(`audit/${checkName('model', model)}/`);
  const bodies = await Promise.all(keys.map((key) => store.read(key)));
  return keys.map((key, index) => decode(schema, key, bodies[index]?.body ?? ''));
}

interface Link {
  readonly store: ObjectStore;
  readonly model: string;
  readonly seq: number;
  readonly key: string;
  readonly previousSha256: string | null;
}

/** What is wrong with an entry, or its digest. */
async function problemAt(link: Link): Promise<string | { sha256: string }> {
  const expected = auditKey(link.model, link.seq);
  if (link.key !== expected) return `Expected ${expected}, found ${link.key} next. An entry was removed.`;
  const body = (await link.store.read(link.key))?.body ?? '';
  let entry: AuditEntry;
  try {
    entry = decode(schema, link.key, body);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (entry.seq !== link.seq || entry.model !== link.model) return `${link.key} says that it is entry ${entry.seq} of ${entry.model}.`;
  if (entry.previousSha256 !== link.previousSha256) return `${link.key} does not follow the entry before it. One of the two was changed.`;
  return { sha256: hash('sha256', body) };
}

function auditOf(store: ObjectStore, model: string): Pick<Numbered<AuditEntry>, 'store' | 'keyOf' | 'decode'> {
  return { store, keyOf: (seq) => auditKey(model, seq), decode: (key, body) => decode(schema, key, body) };
}

function auditKey(model: string, seq: number): string {
  return `audit/${checkName('model', model)}/${String(seq).padStart(8, '0')}.json`;
}
