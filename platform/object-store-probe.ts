/** Asks a store, before anything is made, to keep the two promises that everything rests on: create once, and replace only what was read. */

import { randomUUID } from 'node:crypto';
import type { ObjectStore } from './ports.js';

/**
 * Undefined for a store that keeps both; otherwise what it did instead. Writes one small object, `probe/<uuid>`, and removes it. Throws
 * what the store throws.
 */
export async function brokenPromiseOf(store: ObjectStore): Promise<string | undefined> {
  const key = `probe/${randomUUID()}`;
  if (!(await store.create(key, 'first'))) return 'it would not create an object that was not there';
  try {
    if (await store.create(key, 'second')) return 'it ignores If-None-Match: an object that is there was replaced';
    const first = await store.read(key);
    if (first?.body.toString() !== 'first') return 'what was written is not what is read';
    if ((await store.swap(key, first.etag, 'second')) === undefined) return 'it would not replace an object that nobody else had changed';
    if ((await store.swap(key, first.etag, 'third')) !== undefined)
      return 'it ignores If-Match: an object that somebody else had changed was replaced';
    return (await store.read(key))?.body.toString() === 'second' ? undefined : 'what was written is not what is read';
  } finally {
    // Credentials without the right to remove keep every promise but this one: then some bytes stay.
    await store.remove(key).catch(() => undefined);
  }
}
