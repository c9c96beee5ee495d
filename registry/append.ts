/** Numbers given out without locks or counters: records sit at 1, 2, 3, … and the first absent number is taken by creating it. */

import type { ObjectStore } from '../platform/ports.js';
import { createOrRead } from './stored.js';

export interface Numbered<Record> {
  readonly store: ObjectStore;
  keyOf(number: number): string;
  decode(key: string, body: Buffer): Record;
  /** True when the stored record is the one this call would add. */
  isSame(stored: Record): boolean;
  /** The bytes for this number; `previous` are those of the number before. */
  encode(number: number, previous: Buffer | null): string;
}

/**
 * Adds a record once: a repeated or concurrent call for the same thing returns the record that is there.
 * Numbers have no gaps because each call has read all before the one it takes, and that is also why no duplicate can slip in.
 * Costs one read for each record (0.1 ms each on a disk), which suits some thousands.
 */
export async function appendOnce<Record>(numbered: Numbered<Record>): Promise<Record> {
  const { store } = numbered;
  let previous: Buffer | null = null;
  for (let number = 1; ; number += 1) {
    const key = numbered.keyOf(number);
    // Read first, as most numbers are taken; when another process is faster after that, its record is what counts.
    const stored: Buffer = (await store.read(key))?.body ?? (await createOrRead(store, key, numbered.encode(number, previous)));
    const record = numbered.decode(key, stored);
    if (numbered.isSame(record)) return record;
    previous = stored;
  }
}

/** All records from 1 to the first absent number. */
export async function* readNumbered<Record>(numbered: Pick<Numbered<Record>, 'store' | 'keyOf' | 'decode'>): AsyncGenerator<Record> {
  for (let number = 1; ; number += 1) {
    const key = numbered.keyOf(number);
    const stored = await numbered.store.read(key);
    if (stored === undefined) return;
    yield numbered.decode(key, stored.body);
  }
}
