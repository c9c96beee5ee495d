/** The object store that a place names: a folder, or `s3://bucket/prefix`. Every process opens its store here, so that none works on one that cannot keep it. */

import { join, resolve } from 'node:path';
import { openFolderStore } from './open-folder-store.js';
import type { ObjectStore } from './ports.js';
import type { S3Settings } from './s3-settings.js';

export interface StorePlace {
  /** A folder, relative to the current one, or `s3://bucket/prefix`. */
  readonly location: string;
  /** A client's records lie apart, at `clients/<client>` below the location; undefined for a team's own models. */
  readonly client: string | undefined;
  readonly s3: S3Settings;
}

/**
 * To write, the store first proves on an object of its own that it honours conditions. To read, credentials that may only read are
 * enough; then S3 is asked once, so that what is wrong is told before anything is shown. Throws StoreRefusedError where somebody has to
 * change something, StoreUnreachableError where the store does not answer.
 */
export async function openObjectStore({ location, client, s3 }: StorePlace, purpose: 'read' | 'write' = 'write'): Promise<ObjectStore> {
  const below = client === undefined ? '' : `clients/${client}`;
  if (!location.startsWith('s3://')) return await openFolderStore(join(resolve(location), below), purpose);
  // Loaded where it is used: commands on a folder start without the SDK.
  const { openS3ObjectStore } = await import('./open-s3-store.js');
  return await openS3ObjectStore({ location, below, settings: s3 }, purpose);
}
