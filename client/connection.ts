/** How Slipway reaches Temporal: the environment or a Temporal client config decide, by Temporal's own rules. */

import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

export interface TemporalTarget {
  readonly address: string;
  readonly namespace: string;
}

/** No server answered. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** Long enough for a server that is just starting, short enough for a person who forgot to start it. */
const connectTimeoutMilliseconds = 5_000;

/** With a target: exactly that server. Without: TEMPORAL_* variables and the config file, else 127.0.0.1:7233. */
export async function connect(target?: TemporalTarget): Promise<Client> {
  const configured = loadClientConnectConfig();
  const options = target === undefined ? configured.connectionOptions : { address: target.address };
  const address = options.address ?? '127.0.0.1:7233';
  try {
    const connection = await Connection.connect({ ...options, connectTimeout: connectTimeoutMilliseconds });
    return new Client({ connection, namespace: target?.namespace ?? configured.namespace ?? 'default' });
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new UnreachableError(`expected a Temporal server at ${address}, none answered (${cause}); start one with: slipway up`);
  }
}
