/** The way to Temporal, opened late and closed always. Loaded by `context.ts` when it is needed: help and completion would wait half a second for it. */

import { NamespaceNotFoundError } from '@temporalio/common';
import { connect, UnreachableError } from '../../client/connection.js';
import { createReleases, type Releases } from '../../client/releases.js';
import { isUnavailable } from '../../client/retry.js';
import { EnvironmentError } from '../../configs/env.js';
import { ambient } from '../../setup/layout.js';
import type { Output } from './output.js';
import { runningStack } from './running-stack.js';

/** For a server that is restarted or moved; whoever waits longer should look at it. */
const awayMinutes = 10;

export async function connectAndUse<T>(output: Output, use: (releases: Releases) => Promise<T>): Promise<T> {
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

function inWords(error: unknown): unknown {
  if (isUnavailable(error)) {
    return new UnreachableError({
      what: `the Temporal server was away for ${awayMinutes} minutes`,
      why: 'it was there and answers no more; what it was asked before goes on when it is back',
      next: 'look at the server, then at the model with: slipway status',
    });
  }
  if (!(error instanceof NamespaceNotFoundError)) return error;
  const { namespace } = error;
  return new EnvironmentError([
    `TEMPORAL_NAMESPACE: expected a namespace of the Temporal server, got "${namespace}"; make it with: temporal operator namespace create --namespace ${namespace}`,
  ]);
}
