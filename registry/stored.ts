/** How records are written and read back: canonical JSON, so that digests agree everywhere, and parsed on the way in, because the store is outside. */

import { hash } from 'node:crypto';
import { z } from 'zod';
import type { ArtifactRef, DatasetRef, ModelArtifact } from '../domain/artifact.js';
import { canonicalJson, type Json } from '../domain/canonical-json.js';
import type { Verdict } from '../domain/verdict.js';
import type { ObjectStore } from '../platform/ports.js';

export const jsonSchema: z.ZodType<Json> = z.json();
export const timeSchema = z.iso.datetime({ offset: true });
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

export const artifactRefSchema: z.ZodType<ArtifactRef> = z.strictObject({
  key: z.string(),
  sha256: sha256Schema,
  bytes: z.number().int().nonnegative(),
});

export const modelArtifactSchema: z.ZodType<ModelArtifact> = z.strictObject({
  gguf: artifactRefSchema,
  contextTokens: z.number().int().positive(),
});

export const datasetRefSchema: z.ZodType<DatasetRef> = z.strictObject({
  version: sha256Schema,
  manifest: artifactRefSchema,
  train: artifactRefSchema,
  validation: artifactRefSchema,
  heldOut: artifactRefSchema,
  anchor: artifactRefSchema.nullable(),
});

export const verdictSchema: z.ZodType<Verdict> = z.strictObject({
  gate: z.string(),
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  severity: z.enum(['block', 'warn']),
  observed: z.number().nullable(),
  limit: z.number().nullable(),
  samples: z.number().int().nonnegative(),
  reason: z.string(),
  flagged: z.boolean().exactOptional(),
});

/** The bytes of a record. Throws on what could not be read back, because what is stored here can never be mended. */
export function encode<Record>(schema: z.ZodType<Record>, key: string, record: Record): string {
  const body = canonicalJson(record);
  const parsed = schema.safeParse(JSON.parse(body));
  if (parsed.success) return body;
  throw new Error(`Refused to store ${key}: ${z.prettifyError(parsed.error)}. Nothing was written; correct the record.`);
}

/** Throws when the stored bytes are no such record: a registry that cannot be read must not be guessed at. */
export function decode<Record>(schema: z.ZodType<Record>, key: string, body: Buffer | string): Record {
  const parsed = schema.safeParse(jsonOf(body));
  if (parsed.success) return parsed.data;
  throw new Error(
    `Expected the stored object ${key} to be a record of this version of Slipway, but: ${z.prettifyError(parsed.error)}. ` +
      'It was changed by hand or written by another version: restore it, or use the version that wrote it.',
  );
}

/** Creates the object, or returns what is there already: of several writers one wins, and all of them see its bytes. */
export async function createOrRead(store: ObjectStore, key: string, body: Buffer | string): Promise<Buffer> {
  if (await store.create(key, body)) return Buffer.from(body);
  const stored = await store.read(key);
  if (stored !== undefined) return stored.body;
  throw new Error(`Expected an object at ${key} because it could not be created, found none. Does something delete from the store?`);
}

/** How a stored record is referred to. */
export function refOf(key: string, body: Buffer | string): ArtifactRef {
  return { key, sha256: hash('sha256', body), bytes: Buffer.byteLength(body) };
}

/** Names become parts of keys: a slash in one would write into another model's records. */
export function checkName(what: string, name: string): string {
  if (/^[A-Za-z0-9_@-][A-Za-z0-9._@-]*$/.test(name)) return name;
  throw new Error(`Expected a ${what} of letters, digits and "._@-", got ${JSON.stringify(name)}.`);
}

function jsonOf(body: Buffer | string): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
