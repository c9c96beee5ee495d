/** Many records read at once: on S3 each read is a round trip, and one after the other a list of hundreds would take half a minute. */

import pLimit from 'p-limit';
import type { ObjectStore } from '../platform/ports.js';

/** Enough to hide a round trip of tens of milliseconds; more opens sockets for nothing. */
const readsAtOnce = 32;

/** The bodies in the order of the keys. Throws when one is not there: what was listed is never removed under a reader. */
export async function readAll(store: ObjectStore, keys: readonly string[]): Promise<Buffer[]> {
  return await pLimit(readsAtOnce).map(keys, async (key) => {
    const stored = await store.read(key);
    if (stored !== undefined) return stored.body;
    throw new Error(`Expected an object at ${key}, found none. It was removed from the store: restore it from a backup.`);
  });
}
