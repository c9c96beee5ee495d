/** What each look of a rollout saw and said, at `evidence/<model>/<rolloutId>/<k>.json`: written once, chained by digest, and all that a replay reads. */

import { hash } from 'node:crypto';
import { z } from 'zod';
import type { ArtifactRef } from '../domain/artifact.js';
import type { Json } from '../domain/canonical-json.js';
import type { ObjectStore } from '../platform/ports.js';
import { readAll } from './read-all.js';
import { checkName, createOrRead, decode, encode, jsonSchema, refOf, sha256Schema, timeSchema } from './stored.js';

export interface EvidenceRecord {
  readonly model: string;
  readonly rolloutId: string;
  /** From 1. */
  readonly look: number;
  /** ISO 8601, from the caller. */
  readonly at: string;
  readonly codeVersion: string;
  /** Digest of the look before; null for look 1. */
  readonly previousSha256: string | null;
  /** Counters per window, gateway start ids, verdicts: whatever the look judged by and decided. */
  readonly evidence: Json;
}

export interface StoredEvidence {
  readonly record: EvidenceRecord;
  readonly ref: ArtifactRef;
}

const schema: z.ZodType<EvidenceRecord> = z.strictObject({
  model: z.string(),
  rolloutId: z.string(),
  look: z.number().int().positive(),
  at: timeSchema,
  codeVersion: z.string(),
  previousSha256: sha256Schema.nullable(),
  evidence: jsonSchema,
});

/** Writes look k, or returns the stored one when there is one already, whatever it says: a retried look keeps its verdict. */
export async function writeEvidence(store: ObjectStore, look: Omit<EvidenceRecord, 'previousSha256'>): Promise<StoredEvidence> {
  const key = evidenceKey(look, look.look);
  const body = await createOrRead(store, key, encode(schema, key, { ...look, previousSha256: await digestBefore(store, look) }));
  return { record: decode(schema, key, body), ref: refOf(key, body) };
}

/** Undefined when that look was not taken. */
export async function readEvidence(store: ObjectStore, rollout: Rollout, look: number): Promise<StoredEvidence | undefined> {
  const key = evidenceKey(rollout, look);
  const stored = await store.read(key);
  return stored === undefined ? undefined : { record: decode(schema, key, stored.body), ref: refOf(key, stored.body) };
}

/** All looks in order. Throws when one is missing or the chain is broken, because nothing may be judged by looks that were changed. */
export async function listEvidence(store: ObjectStore, rollout: Rollout): Promise<StoredEvidence[]> {
  const folder = evidenceFolder(rollout);
  const last = Math.max(0, ...(await store.list(folder)).map((key) => numberIn(key.slice(folder.length))));
  const keys = Array.from({ length: last }, (_, index) => evidenceKey(rollout, index + 1));
  const bodies = await readAll(store, keys);
  const looks = bodies.map((body, index) => {
    const key = keys[index] ?? '';
    return { record: decode(schema, key, body), ref: refOf(key, body) };
  });
  for (const [index, { record, ref }] of looks.entries()) {
    const before = looks[index - 1]?.ref.sha256 ?? null;
    if (record.previousSha256 === before) continue;
    throw new Error(
      `Expected ${ref.key} to follow the digest ${before ?? 'of nothing'}, got ${record.previousSha256 ?? 'none'}. An earlier look was changed.`,
    );
  }
  return looks;
}

export type Rollout = Pick<EvidenceRecord, 'model' | 'rolloutId'>;

async function digestBefore(store: ObjectStore, look: Rollout & Pick<EvidenceRecord, 'look'>): Promise<string | null> {
  if (look.look === 1) return null;
  const before = await store.read(evidenceKey(look, look.look - 1));
  if (before !== undefined) return hash('sha256', before.body);
  throw new Error(
    `Expected look ${look.look - 1} of ${look.rolloutId} before look ${look.look}, found none. Looks are numbered from 1 without gaps.`,
  );
}

function evidenceKey(rollout: Rollout, look: number): string {
  if (!Number.isSafeInteger(look) || look < 1) throw new Error(`Expected a look from 1, got ${look}.`);
  return `${evidenceFolder(rollout)}${look}.json`;
}

function evidenceFolder({ model, rolloutId }: Rollout): string {
  return `evidence/${checkName('model', model)}/${checkName('rollout id', rolloutId)}/`;
}

/** 0 for what is no look. */
function numberIn(file: string): number {
  return Number(/^([1-9]\d*)\.json$/.exec(file)?.[1] ?? 0);
}
