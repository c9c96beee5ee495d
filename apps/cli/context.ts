/** What most commands need: the environment, the local store and the way to Temporal, opened late and closed always. */

import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { NamespaceNotFoundError } from '@temporalio/common';
import { connect, UnreachableError } from '../../client/connection.js';
import { createReleases, type Releases } from '../../client/releases.js';
import { isUnavailable } from '../../client/retry.js';
import { EnvironmentError, readEnvironment, type Environment } from '../../configs/env.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore } from '../../platform/ports.js';
import { ambient } from '../../setup/layout.js';
import type { Output } from './output.js';
import { runningStack } from './running-stack.js';

/** For a server that is restarted or moved; whoever waits longer should look at it. */
const awayMinutes = 10;
const slowMilliseconds = 5_000;

/** Addresses of a local stack (`slipway up`) apply unless the environment names others. */
export async function environment(): Promise<Environment> {
  return readEnvironment({ ...(await runningStack()), ...ambient });
}

export async function localStore(): Promise<ObjectStore> {
  return createFileObjectStore(resolve((await environment()).SLIPWAY_STORE));
}

/** Throws UnreachableError at once where no server answers, and after ten minutes where one has gone away. */
export async function withReleases<T>(output: Output, use: (releases: Releases) => Promise<T>): Promise<T> {
  const stack = await runningStack();
  const address = ambient['TEMPORAL_ADDRESS'] === undefined ? stack['TEMPORAL_ADDRESS'] : undefined;
  const target = address === undefined ? undefined : { address, namespace: stack['TEMPORAL_NAMESPACE'] ?? 'default' };
  const client = await connect(target, { limitMilliseconds: awayMinutes * 60_000, report: (text) => output.progress(text) });
  try {
    return await use(createReleases(client));
  } catch (error) {
    throw inWords(error);
  } finally {
    await client.connection.close();
  }
}

/** Says after some seconds why nothing comes: the server has the question, and a worker answers it. */
export async function patiently<T>(output: Output, ask: Promise<T>): Promise<T> {
  const timer = setTimeout(() => output.progress('no answer yet: a worker gives it; is one running? (slipway up)'), slowMilliseconds);
  try {
    return await ask;
  } finally {
    clearTimeout(timer);
  }
}

/** Who asked, for the audit: `cli:anna`. */
export function identity(): string {
  return `cli:${userInfo().username}`;
}

function inWords(error: unknown): unknown {
  if (isUnavailable(error)) {
    return new UnreachableError(
      `the Temporal server was away for ${awayMinutes} minutes; what it was asked before goes on when it is back: look with slipway status`,
    );
  }
  if (!(error instanceof NamespaceNotFoundError)) return error;
  const { namespace } = error;
  return new EnvironmentError([
    `TEMPORAL_NAMESPACE: expected a namespace of the Temporal server, got "${namespace}"; make it with: temporal operator namespace create --namespace ${namespace}`,
  ]);
}
