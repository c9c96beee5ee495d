/** What retention has removed, as the audit tells it: whoever misses an object must learn that it was let go, and by whom. */

import type { Json } from '../domain/canonical-json.js';
import type { AuditEntry } from './audit.js';
import { memberOf, textAt } from './flat-json.js';

export interface RemovedPart {
  /** ISO 8601. */
  readonly at: string;
  readonly by: string;
  /** `v3`; null for what nothing referred to. */
  readonly holder: string | null;
  /** `GGUF`, `merged weights`, … */
  readonly what: string;
  readonly why: string;
  readonly keys: readonly string[];
}

/** In order. An entry is written before anything is removed: a part that it names may still be there where the removal was cut short. */
export function removedParts(entries: readonly AuditEntry[]): RemovedPart[] {
  return entries
    .filter(({ action }) => action === 'removed')
    .flatMap(({ at, actor, details }) =>
      listAt(details, 'groups').map((group) => ({
        at,
        by: actor,
        holder: textAt(group, 'holder') ?? null,
        what: textAt(group, 'what') ?? 'object',
        why: textAt(group, 'why') ?? '',
        keys: listAt(group, 'keys').map(String),
      })),
    );
}

function listAt(json: Json, key: string): readonly Json[] {
  const value = memberOf(json, key);
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
