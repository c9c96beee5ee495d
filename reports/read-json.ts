/** Reads a stored object that is named by its digest: what comes back is what was written, or nothing is. */

import { hash } from 'node:crypto';
import type { ArtifactRef } from '../domain/artifact.js';
import type { ObjectStore } from '../platform/ports.js';

/** Throws when it is gone, or was changed. */
export async function readJson(store: ObjectStore, ref: ArtifactRef): Promise<unknown> {
  const stored = await store.read(ref.key);
  if (stored === undefined) throw new Error(`expected an object at ${ref.key}, there is none`);
  const sha256 = hash('sha256', stored.body);
  if (sha256 !== ref.sha256) throw new Error(`${ref.key}: expected SHA-256 ${ref.sha256}, got ${sha256}; it was changed`);
  return JSON.parse(stored.body.toString('utf8'));
}
