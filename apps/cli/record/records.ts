/** All that the registry knows of a model, read once for whatever a command shows of it. */

import type { ObjectStore } from '../../../platform/ports.js';
import { listAudit, type AuditEntry } from '../../../registry/audit.js';
import { readHead, type Head } from '../../../registry/heads.js';
import { standingsOf, transitionsOf, type Standing, type Transition } from '../../../registry/lifecycle.js';
import { listVersions, type VersionManifest } from '../../../registry/manifests.js';

export interface ModelRecords {
  readonly model: string;
  /** From v1 upwards. */
  readonly versions: readonly VersionManifest[];
  readonly entries: readonly AuditEntry[];
  /** Of all versions, in the order in which they were written down. */
  readonly transitions: readonly Transition[];
  readonly standings: ReadonlyMap<string, Standing>;
  /** Of production; undefined before the first release. */
  readonly head: Head | undefined;
}

export async function readRecords(store: ObjectStore, model: string): Promise<ModelRecords> {
  const [versions, entries, head] = await Promise.all([
    listVersions(store, model),
    listAudit(store, model),
    readHead(store, model, 'production'),
  ]);
  const transitions = transitionsOf(versions, entries);
  return { model, versions, entries, transitions, standings: standingsOf(transitions), head };
}
