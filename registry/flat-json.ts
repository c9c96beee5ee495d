/** Stored JSON as paths and values, for whatever compares or prints a record whose keys are its writer's. */

import type { Json } from '../domain/canonical-json.js';

/** A text as it is; everything else as JSON. */
export type FlatEntry = readonly [path: string, value: string];

/** `seconds.train` from `{ seconds: { train: … } }`, in the record's own order; lists are one value. A record without members has no entry. */
export function flatJson(json: Json, path = ''): FlatEntry[] {
  if (json === null || typeof json !== 'object' || Array.isArray(json))
    return [[path, typeof json === 'string' ? json : JSON.stringify(json)]];
  return Object.entries(json).flatMap(([key, value]) => flatJson(value, path === '' ? key : `${path}.${key}`));
}

/** The value under that key; undefined where there is none, and in what is no record. */
export function memberOf(json: Json | undefined, key: string): Json | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  return (json as Readonly<Record<string, Json>>)[key];
}

export function textAt(json: Json | undefined, key: string): string | undefined {
  const value = memberOf(json, key);
  return typeof value === 'string' ? value : undefined;
}
