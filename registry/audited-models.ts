/** Which models there are to prove, and the proof of one: a log that is gone altogether is not an intact one of no entries. */

import { environments } from '../domain/environments.js';
import type { ObjectStore } from '../platform/ports.js';
import { verifyAudit, type AuditCheck } from './audit.js';
import { readHead } from './heads.js';

/** Every model that the registry has a record of, sorted. */
export async function auditedModels(store: ObjectStore): Promise<string[]> {
  const keys = [...(await store.list('audit/')), ...(await store.list('models/'))];
  return [...new Set(keys.flatMap((key) => key.split('/')[1] ?? []))].toSorted();
}

/** As `verifyAudit`, which knows the log alone: where a head was moved and nothing tells by whom, the log was removed. */
export async function proveAudit(store: ObjectStore, model: string): Promise<AuditCheck> {
  const check = await verifyAudit(store, model);
  if (!check.intact || check.entries > 0) return check;
  for (const environment of environments) {
    const head = await readHead(store, model, environment);
    if (head === undefined) continue;
    const reason = `There is no log, although the ${environment} head names ${head.version}, which is written down whenever it happens. It was removed.`;
    return { ...check, intact: false, brokenAt: 1, reason };
  }
  return check;
}
