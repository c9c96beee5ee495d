/** What most commands need: the environment, the local store and the way to Temporal, opened late and closed always. */

import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { connect } from '../../client/connection.js';
import { createReleases, type Releases } from '../../client/releases.js';
import { readEnvironment, type Environment } from '../../configs/env.js';
import { nearest } from '../../domain/nearest.js';
import { isModelName } from '../../domain/model-version.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore } from '../../platform/ports.js';
import { ambient } from '../../setup/layout.js';
import { runningStack } from './running-stack.js';
import { UsageError } from './exit.js';

/** Addresses of a local stack (`slipway up`) apply unless the environment names others. */
export async function environment(): Promise<Environment> {
  return readEnvironment({ ...(await runningStack()), ...ambient });
}

export async function localStore(): Promise<ObjectStore> {
  return createFileObjectStore(resolve((await environment()).SLIPWAY_STORE));
}

export async function withReleases<T>(use: (releases: Releases) => Promise<T>): Promise<T> {
  const stack = await runningStack();
  const address = ambient['TEMPORAL_ADDRESS'] === undefined ? stack['TEMPORAL_ADDRESS'] : undefined;
  const client = await connect(address === undefined ? undefined : { address, namespace: stack['TEMPORAL_NAMESPACE'] ?? 'default' });
  try {
    return await use(createReleases(client));
  } finally {
    await client.connection.close();
  }
}

/** Who asked, for the audit: `cli:anna`. */
export function identity(): string {
  return `cli:${userInfo().username}`;
}

export function requireModel(model: string, known: readonly string[] = []): string {
  if (!isModelName(model)) throw new UsageError(`model: expected lower-case letters, digits and dashes, got "${model}"`);
  if (known.length === 0 || known.includes(model)) return model;
  const suggestion = nearest(model, known);
  throw new UsageError(
    `model ${model}: no pipeline file of that name${suggestion === undefined ? `; known: ${known.join(', ')}` : `; did you mean ${suggestion}?`}`,
  );
}
