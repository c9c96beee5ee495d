/** A version in a store, and a store whose objects can be damaged. */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { BuildRequest, BuiltDataset } from '../../../dataset/stage/request.js';
import { publishBuilt } from '../../../dataset/version/publish.js';
import type { DatasetRef } from '../../../domain/artifact.js';
import { createFileObjectStore } from '../../../platform/object-store-fs.js';
import type { ObjectStore } from '../../../platform/ports.js';
import type { Bench } from '../stage/harness.js';

export interface PublishedVersion {
  readonly store: ObjectStore;
  readonly built: BuiltDataset;
  readonly dataset: DatasetRef;
}

export function aStore(bench: Bench): ObjectStore {
  return createFileObjectStore(join(bench.folder(), `store-${randomUUID()}`));
}

/** Into a store of its own unless one is given. */
export async function published(
  bench: Bench,
  lines: readonly string[],
  { store = aStore(bench), ...overrides }: Partial<BuildRequest> & { readonly store?: ObjectStore } = {},
): Promise<PublishedVersion> {
  const built = await bench.build([lines], overrides);
  const { dataset } = await publishBuilt(store, built);
  if (dataset === null) throw new Error(built.report.reason);
  return { store, built, dataset };
}

/** Objects never change, so that only a fault of the store's disk does this. */
export async function damage(store: ObjectStore, key: string, body: string): Promise<void> {
  await store.remove(key);
  await store.create(key, body);
}
