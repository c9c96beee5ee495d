/** Removes what retention lets go, after it was written down: a removal that is cut short is told, and the next one goes on with it. */

import type { ObjectStore } from '../platform/ports.js';
import { appendAudit } from './audit.js';
import type { ListedObject, Reason, RetentionDecision } from './retention.js';

/** Objects that go for one reason, as people and the audit are told of them. */
export interface RemovalGroup extends Reason {
  readonly keys: readonly string[];
  readonly bytes: number;
}

export interface Removal {
  readonly store: ObjectStore;
  readonly model: string;
  readonly removed: RetentionDecision['removed'];
  /** `cli:anna` */
  readonly actor: string;
  /** ISO 8601. */
  readonly at: string;
  /** Asked again and again: throws once something may need what is removed. */
  stillIdle(): Promise<void>;
}

/** A look at the server costs milliseconds; a run needs seconds from its admission to its first object. */
const objectsBetweenLooks = 20;

/** By version and reason, the most bytes first. */
export function removalGroups(removed: readonly (ListedObject & Reason)[]): RemovalGroup[] {
  const groups = new Map<string, RemovalGroup>();
  for (const { key, bytes, holder, what, why } of removed) {
    const name = [holder, what, why].join('/');
    const group = groups.get(name) ?? { holder, what, why, keys: [], bytes: 0 };
    groups.set(name, { ...group, keys: [...group.keys, key], bytes: group.bytes + bytes });
  }
  return [...groups.values()].toSorted((left, right) => right.bytes - left.bytes);
}

/** Returns how many objects are gone. Throws, with the audit telling what was meant to go, when it is cut short. */
export async function removeObjects({ store, model, removed, actor, at, stillIdle }: Removal): Promise<number> {
  if (removed.length === 0) return 0;
  await stillIdle();
  const groups = removalGroups(removed);
  const bytes = removed.reduce((sum, object) => sum + object.bytes, 0);
  const reason = [...new Set(groups.map(({ why }) => why))].join('; ');
  await appendAudit(store, {
    model,
    at,
    actor,
    action: 'removed',
    subject: model,
    details: { objects: removed.length, bytes, reason, groups: groups.map(({ holder, what, why, keys }) => ({ holder, what, why, keys })) },
    idempotencyKey: `removed/${at}/${actor}`,
  });
  let gone = 0;
  for (const { key } of removed) {
    if (gone % objectsBetweenLooks === 0) await stillIdle();
    await store.remove(key);
    gone += 1;
  }
  return gone;
}
