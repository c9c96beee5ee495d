/** What a store should do, as a map in memory, and any sequence of operations to try both with. */

import fc from 'fast-check';
import type { ObjectStore } from '../../platform/ports.js';

export interface Operation {
  readonly verb: 'create' | 'swap';
  readonly key: string;
  /** Of the states of the key, what the writer holds. */
  readonly holds: 'nothing' | 'newest' | 'older';
}

const key = fc.constantFrom('a', 'b/c', 'b/d', 'e.json');

export const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ verb: fc.constant('create' as const), key, holds: fc.constant('nothing' as const) }),
  fc.record({ verb: fc.constant('swap' as const), key, holds: fc.constantFrom('nothing' as const, 'newest' as const, 'older' as const) }),
);

interface State {
  readonly body: string;
  readonly etag: string;
}

/** Empty when the store does what the map does. */
export async function differencesFromMap(store: ObjectStore, operations: readonly Operation[]): Promise<string[]> {
  const map = new Map<string, readonly State[]>();
  const differences: string[] = [];
  for (const [index, step] of operations.entries()) {
    const states = map.get(step.key) ?? [];
    const etag = etagHeld(states, step.holds);
    // Nobody can hold a state that never was.
    if (etag === undefined) continue;
    const should = etag === (states.at(-1)?.etag ?? null);
    const did = await perform(store, step, { etag, body: `body ${index}` });
    const stored = await store.read(step.key);
    const found = stored?.body.toString();
    if (did) map.set(step.key, [...states, { body: `body ${index}`, etag: stored?.etag ?? '' }]);
    const expected = map.get(step.key)?.at(-1)?.body;
    if (did !== should || found !== expected)
      differences.push(`${JSON.stringify(step)}: ${did} and ${found}, not ${should} and ${expected}`);
  }
  const keys = [await store.list(''), [...map.keys()].toSorted()].map((list) => list.join(' '));
  return keys[0] === keys[1] ? differences : [...differences, `the keys ${keys.join(', not ')}`];
}

function etagHeld(states: readonly State[], holds: Operation['holds']): string | null | undefined {
  return holds === 'nothing' ? null : states.at(holds === 'newest' ? -1 : -2)?.etag;
}

async function perform(
  store: ObjectStore,
  { verb, key: at }: Operation,
  { etag, body }: { readonly etag: string | null; readonly body: string },
): Promise<boolean> {
  return verb === 'create' ? await store.create(at, body) : (await store.swap(at, etag, body)) !== undefined;
}
