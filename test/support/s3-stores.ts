/** Stores opened on S3 servers as a process with that environment would open them. */

import { vi } from 'vitest';
import { openObjectStore } from '../../platform/open-store.js';
import type { ObjectStore } from '../../platform/ports.js';
import type { S3Settings } from '../../platform/s3-settings.js';
import { bucketForTest, type S3ServerForTest } from './s3-servers.js';

export interface S3StoreOptions {
  readonly bucket?: string;
  readonly prefix?: string;
  readonly client?: string;
  readonly purpose?: 'read' | 'write';
  readonly settings?: Partial<S3Settings>;
}

/** The SDK reads the environment once, at the first request: afterwards it is as it was. */
export async function openStoreWith(
  environment: Readonly<Record<string, string | undefined>>,
  { bucket = bucketForTest, prefix = 'at/some/prefix', client, purpose = 'write', settings = {} }: S3StoreOptions = {},
): Promise<ObjectStore> {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  try {
    const s3: S3Settings = { pathStyle: undefined, encryption: undefined, kmsKeyId: undefined, ...settings };
    return await openObjectStore({ location: `s3://${bucket}/${prefix}`, client, s3 }, purpose);
  } finally {
    vi.unstubAllEnvs();
  }
}

let stores = 0;

/** A new and empty one, at a prefix of its own. */
export async function aStoreOn(server: S3ServerForTest, options: S3StoreOptions = {}): Promise<ObjectStore> {
  stores += 1;
  return await openStoreWith(server.environment, { prefix: `store-${stores}`, ...options });
}
