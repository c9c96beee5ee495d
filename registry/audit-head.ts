/**
 * The end of a model's audit, at `audit/<model>/head.json`: so that an entry is added without reading all before it, and a cut end
 * shows. Entries are the truth: a head that is behind them, because its writer died, is moved on by the next one.
 */

import { hash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../domain/canonical-json.js';
import { ExplainedError } from '../domain/explained-error.js';
import type { ObjectStore } from '../platform/ports.js';
import { auditEntrySchema, auditFolder, auditHeadKey, entryKeysIn, type AuditEntry } from './audit-entry.js';
import { readAll } from './read-all.js';
import { decode, encode, sha256Schema } from './stored.js';

export interface AuditHead {
  readonly model: string;
  /** Of the last entry; 0 before the first. */
  readonly seq: number;
  /** Digest of the last entry; null before the first. */
  readonly sha256: string | null;
  /** Of the idempotency keys of the latest entries, oldest first, in short: whoever finds one here reads the entry to be sure. */
  readonly recent: readonly string[];
}

export interface StoredHead {
  readonly head: AuditHead;
  /** Null when there is none in the store. */
  readonly etag: string | null;
}

/** A repetition comes from a retry within hours; this is some twenty runs of a model. */
const rememberedKeys = 500;

/** The audit is not as it was written where it is to go on: nothing is added behind that until a person has looked. Retrying cannot mend it. */
export class AuditDamagedError extends ExplainedError {
  override readonly name = 'AuditDamagedError';
}

/** `sealSha256` is of the rest: by it a changed head is told from a changed last entry. */
type SealedHead = AuditHead & { readonly sealSha256: string };

const schema: z.ZodType<SealedHead> = z.strictObject({
  model: z.string(),
  seq: z.int().positive(),
  sha256: sha256Schema.nullable(),
  recent: z.array(z.string()),
  sealSha256: sha256Schema,
});

/** The head as it is stored; made from the entries where there is none, as in logs of the first days. Throws AuditDamagedError. */
export async function readAuditHead(store: ObjectStore, model: string): Promise<StoredHead> {
  const stored = await store.read(auditHeadKey(model));
  if (stored !== undefined) return { head: undamaged(model, () => parseAuditHead(model, stored.body)), etag: stored.etag };
  const keys = entryKeysIn(await store.list(auditFolder(model)), model);
  const bodies = await readAll(store, keys);
  const start: AuditHead = { model, seq: 0, sha256: null, recent: [] };
  const head = bodies.reduce((before, body, index) => headAfter(before, parseAuditEntry(model, keys[index] ?? '', body), body), start);
  return { head, etag: null };
}

/** Throws AuditDamagedError when the bytes are no entry. */
export function parseAuditEntry(model: string, key: string, body: Buffer): AuditEntry {
  return undamaged(model, () => decode(auditEntrySchema, key, body));
}

function undamaged<T>(model: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new AuditDamagedError(
      {
        what: `the audit of ${model} cannot be added to`,
        why: error instanceof Error ? error.message : String(error),
        next: `see what is broken with: slipway audit verify ${model}, and restore that object; a head that is removed is made anew`,
      },
      { cause: error },
    );
  }
}

/** Throws when it is not, byte for byte, what was written here. */
export function parseAuditHead(model: string, body: Buffer): AuditHead {
  const key = auditHeadKey(model);
  const { sealSha256, ...head } = decode(schema, key, body);
  if (head.model === model && body.equals(Buffer.from(sealed(head)))) return head;
  throw new Error(
    `Expected ${key} to be as Slipway wrote it, but its seal ${sealSha256.slice(0, 12)} is not of what it says. It was changed.`,
  );
}

export function headAfter(before: AuditHead, entry: AuditEntry, body: Buffer): AuditHead {
  return { model: before.model, seq: entry.seq, sha256: hash('sha256', body), recent: remembered([...before.recent, shortOf(entry)]) };
}

/** What the head of exactly these entries remembers of their keys. */
export function recentOf(entries: readonly AuditEntry[]): string[] {
  return remembered(entries.map(shortOf));
}

/** Sequence numbers of the entries that may have this key, newest first. */
export function candidatesOf(head: AuditHead, idempotencyKey: string): number[] {
  const short = shortOf({ idempotencyKey });
  const first = head.seq - head.recent.length + 1;
  return head.recent.flatMap((each, index) => (each === short ? [first + index] : [])).toReversed();
}

/** Moves the stored head on to this one, unless it is there or further already. Idempotent. Throws AuditDamagedError. */
export async function advanceHead(store: ObjectStore, head: AuditHead, seen: string | null): Promise<void> {
  const key = auditHeadKey(head.model);
  for (let etag = seen; ;) {
    if ((await store.swap(key, etag, encode(schema, key, JSON.parse(sealed(head)) as SealedHead))) !== undefined) return;
    const current = await store.read(key);
    if (current !== undefined && undamaged(head.model, () => parseAuditHead(head.model, current.body)).seq >= head.seq) return;
    // A writer of an earlier entry was slower: this head is the later one of the same chain.
    etag = current?.etag ?? null;
  }
}

function sealed(head: AuditHead): string {
  return canonicalJson({ ...head, sealSha256: hash('sha256', canonicalJson(head)) });
}

function remembered(recent: readonly string[]): string[] {
  return recent.slice(-rememberedKeys);
}

function shortOf({ idempotencyKey }: Pick<AuditEntry, 'idempotencyKey'>): string {
  return hash('sha256', idempotencyKey).slice(0, 8);
}
