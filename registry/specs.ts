/** The pipeline files that runs were started with, at `models/<model>/specs/<digest>.json`: a file may be edited, what a run went by may not. */

import { hash } from 'node:crypto';
import { canonicalJson, type Json } from '../domain/canonical-json.js';
import type { ObjectStore } from '../platform/ports.js';
import { checkName, sha256Schema } from './stored.js';

/** Under the digest by which runs name it. What is there already is the same. */
export async function saveSpec(store: ObjectStore, model: string, spec: unknown): Promise<void> {
  const body = canonicalJson(spec);
  await store.create(specKey(model, hash('sha256', body)), body);
}

/** As it was kept: whoever reads it parses it, because another release may have written it. Undefined when none was kept; throws when it was changed. */
export async function readSpec(store: ObjectStore, model: string, digest: string): Promise<Json | undefined> {
  const key = specKey(model, digest);
  const stored = await store.read(key);
  if (stored === undefined) return undefined;
  const sha256 = hash('sha256', stored.body);
  if (sha256 === digest) return JSON.parse(stored.body.toString('utf8')) as Json;
  throw new Error(`Expected ${key} to have the digest that it is named by, got ${sha256}. It was changed: restore it.`);
}

function specKey(model: string, digest: string): string {
  return `models/${checkName('model', model)}/specs/${sha256Schema.parse(digest)}.json`;
}
