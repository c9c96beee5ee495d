/** What came of making a version again, at `models/<model>/reproductions/<id>.json`: written once, when it has ended. */

import { z } from 'zod';
import { partNames, type Difference, type ReproducedPart } from '../domain/reproduction.js';
import type { ObjectStore } from '../platform/ports.js';
import { checkName, createOrRead, decode, encode, sha256Schema, timeSchema } from './stored.js';

export interface ReproductionRecord {
  readonly model: string;
  /** `rp-2026-11-21-001`. */
  readonly reproductionId: string;
  readonly workflowId: string;
  readonly version: string;
  readonly outcome: 'same' | 'different';
  readonly parts: readonly ReproducedPart[];
  /** What of code, packages and machine is not as recorded. */
  readonly differences: readonly Difference[];
  /** True when it was asked for in spite of differences that are known before training. */
  readonly anyway: boolean;
  /** `cli:anna`. */
  readonly requestedBy: string;
  readonly startedAt: string;
  /** ISO 8601, from the caller. */
  readonly endedAt: string;
}

const difference = z.strictObject({ what: z.string(), recorded: z.string().nullable(), found: z.string().nullable() });
const part = z.strictObject({
  name: z.enum(partNames),
  recorded: sha256Schema.nullable(),
  made: sha256Schema,
  differences: z.array(z.string()),
});

const schema: z.ZodType<ReproductionRecord> = z.strictObject({
  model: z.string(),
  reproductionId: z.string(),
  workflowId: z.string(),
  version: z.string(),
  outcome: z.enum(['same', 'different']),
  parts: z.array(part),
  differences: z.array(difference),
  anyway: z.boolean(),
  requestedBy: z.string(),
  startedAt: timeSchema,
  endedAt: timeSchema,
});

/** Of a repeated call, the first record counts. */
export async function saveReproduction(store: ObjectStore, record: ReproductionRecord): Promise<ReproductionRecord> {
  const key = reproductionKey(record.model, record.reproductionId);
  return decode(schema, key, await createOrRead(store, key, encode(schema, key, record)));
}

/** Undefined while it goes on, when it was refused, and when there was none. */
export async function readReproduction(store: ObjectStore, model: string, reproductionId: string): Promise<ReproductionRecord | undefined> {
  const key = reproductionKey(model, reproductionId);
  const stored = await store.read(key);
  return stored === undefined ? undefined : decode(schema, key, stored.body);
}

/** Oldest first, as ids sort by day and sequence. */
export async function listReproductions(store: ObjectStore, model: string): Promise<ReproductionRecord[]> {
  const keys = await store.list(`models/${checkName('model', model)}/reproductions/`);
  const bodies = await Promise.all(keys.map((key) => store.read(key)));
  return keys.map((key, index) => decode(schema, key, bodies[index]?.body ?? ''));
}

function reproductionKey(model: string, reproductionId: string): string {
  return `models/${checkName('model', model)}/reproductions/${checkName('reproduction', reproductionId)}.json`;
}
