/** One entry of a model's audit as a record, and where it lies. Apart, because adding, reading and proving entries all need it. */

import { z } from 'zod';
import type { Json } from '../domain/canonical-json.js';
import { auditActions, type AuditAction } from './audit-actions.js';
import { checkName, jsonSchema, sha256Schema, timeSchema } from './stored.js';

export interface AuditEntry {
  readonly model: string;
  /** From 1, without gaps. */
  readonly seq: number;
  /** Digest of the entry before; null for the first. */
  readonly previousSha256: string | null;
  /** ISO 8601, from the caller. */
  readonly at: string;
  /** `cli:anna`, `run:ft-2026-11-21-001`, `worker`, … */
  readonly actor: string;
  readonly action: AuditAction;
  /** What it was done to: a version, a run, a dataset. */
  readonly subject: string;
  /** Figures, digests and reasons; never prompts, data or secrets. */
  readonly details: Json;
  /** One event, one key: a repeated append with it changes nothing. */
  readonly idempotencyKey: string;
}

export const auditEntrySchema: z.ZodType<AuditEntry> = z.strictObject({
  model: z.string(),
  seq: z.number().int().positive(),
  previousSha256: sha256Schema.nullable(),
  at: timeSchema,
  actor: z.string(),
  action: z.enum(auditActions),
  subject: z.string(),
  details: jsonSchema,
  idempotencyKey: z.string(),
});

export function auditKey(model: string, seq: number): string {
  return `${auditFolder(model)}${String(seq).padStart(8, '0')}.json`;
}

export function auditHeadKey(model: string): string {
  return `${auditFolder(model)}head.json`;
}

/** Of all that lies there but the head, in order. */
export function entryKeysIn(keys: readonly string[], model: string): string[] {
  return keys.filter((key) => key !== auditHeadKey(model));
}

export function auditFolder(model: string): string {
  return `audit/${checkName('model', model)}/`;
}
