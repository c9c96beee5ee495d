/** Opens a store on S3: reached, allowed, and with conditional writes that are honoured, before anybody relies on it. */

import { createS3ObjectStore } from './object-store-s3.js';
import { brokenPromiseOf } from './object-store-probe.js';
import type { ObjectStore } from './ports.js';
import { s3PlaceOf, type S3Location } from './s3-place.js';
import { StoreRefusedError } from './store-errors.js';

/** To read, asks the server once; to write, proves its conditions on an object of its own. Throws StoreRefusedError or StoreUnreachableError. */
export async function openS3ObjectStore(location: S3Location, purpose: 'read' | 'write'): Promise<ObjectStore> {
  const place = await s3PlaceOf(location);
  const store = createS3ObjectStore(place);
  try {
    if (purpose === 'read') await store.list('probe/');
    else await refuseBroken(store, place.name);
    return store;
  } catch (error) {
    // Whoever goes on without a store must not be kept alive by its connections.
    place.client.destroy();
    throw error;
  }
}

async function refuseBroken(store: ObjectStore, name: string): Promise<void> {
  const why = await brokenPromiseOf(store);
  if (why === undefined) return;
  const next =
    'use a store with conditional writes: AWS S3, SeaweedFS, versitygw 1.8 or newer; on this one releases would overwrite each other';
  throw new StoreRefusedError({ what: `cannot use the store ${name}`, why, next });
}
