/** Finds what a record says beside its content: at the top, or one level down in `metadata`. */

import { isMissing, type JsonRecord } from './record-schema.js';
import { isRecord } from './problem.js';

/** Own keys only; undefined where there is no value. */
export function beside(record: JsonRecord, key: string): unknown {
  const value = Object.hasOwn(record, key) ? record[key] : undefined;
  if (!isMissing(value)) return value;
  const metadata = record['metadata'];
  const inner = isRecord(metadata) && Object.hasOwn(metadata, key) ? metadata[key] : undefined;
  return isMissing(inner) ? undefined : inner;
}

/** The key under which `beside` found a value, for a pointer. */
export function besidePath(record: JsonRecord, key: string): readonly string[] {
  return Object.hasOwn(record, key) && !isMissing(record[key]) ? [key] : ['metadata', key];
}

/** Text or number as text; undefined for other types. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : undefined;
}
