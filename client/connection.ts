/** How Slipway reaches Temporal: the environment or a Temporal client config decide, by Temporal's own rules. */

import { Client, Connection, isGrpcServiceError, type ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { EnvironmentError } from '../configs/env.js';
import { ExplainedError } from '../domain/explained-error.js';
import { createRetryPolicy, makeRetryInterceptor, type Patience } from './retry.js';

export interface TemporalTarget {
  readonly address: string;
  readonly namespace: string;
}

/** There is no way to a server, or it lets this caller do nothing. */
export class ConnectionError extends ExplainedError {
  override readonly name: string = 'ConnectionError';
}

/** No server answered. */
export class UnreachableError extends ConnectionError {
  override readonly name = 'UnreachableError';
}

/** For a server that takes the connection and says nothing; a refused one is given up sooner. */
const connectTimeoutMilliseconds = 5_000;

/** gRPC waits ever longer, up to two minutes, before it looks for a lost server again; a person watches. */
const channelArgs = { 'grpc.initial_reconnect_backoff_ms': 500, 'grpc.max_reconnect_backoff_ms': 2_000 };

/** gRPC's codes for a server that is there and lets this caller do nothing. */
const refusals: readonly number[] = [7, 16];

/**
 * With a target: exactly that server. Without: TEMPORAL_* variables and the config file, else 127.0.0.1:7233. Throws
 * UnreachableError within seconds when nobody answers there. With patience, calls wait for a server that goes away later.
 */
export async function connect(target?: TemporalTarget, patience?: Patience): Promise<Client> {
  const { connectionOptions, namespace } = target === undefined ? configuration() : { connectionOptions: {}, ...target };
  const address = target?.address ?? connectionOptions.address ?? '127.0.0.1:7233';
  const policy = createRetryPolicy(address, patience);
  const connection = open({ ...connectionOptions, address, channelArgs, interceptors: [makeRetryInterceptor(policy)] });
  try {
    // Not `Connection.connect`: where the port refuses it waits for its deadline all the same, and does not say why.
    const deadline = Date.now() + connectTimeoutMilliseconds;
    await connection.withDeadline(deadline, () => connection.workflowService.getSystemInfo({}));
  } catch (error) {
    await connection.close();
    throw whyNot(address, error);
  }
  policy.connected();
  return new Client({ connection, namespace: namespace ?? 'default' });
}

function configuration(): ReturnType<typeof loadClientConnectConfig> {
  try {
    return loadClientConnectConfig();
  } catch (error) {
    // The rest of a parser's message is an excerpt of the file, which may hold a key.
    throw new EnvironmentError([`TEMPORAL_* or the Temporal config file: ${messageOf(error).split('\n')[0]}`]);
  }
}

function open(options: ConnectionOptions & { readonly address: string }): Connection {
  const port = Number(/:(\d+)$/.exec(options.address)?.[1] ?? 0);
  if (options.address.includes('://') || port > 65_535) {
    throw new EnvironmentError([`TEMPORAL_ADDRESS: expected HOST:PORT, such as 127.0.0.1:7233, got "${options.address}"`]);
  }
  return Connection.lazy(options);
}

function whyNot(address: string, error: unknown): Error {
  // gRPC wraps what the socket said into words of its own.
  const details = isGrpcServiceError(error) ? error.details : messageOf(error);
  const cause = details.replace(/^No connection established\. Last error: (Error: )?/, '').replace(/\.?\s*Resolution note:.*$/s, '');
  if (isGrpcServiceError(error) && refusals.includes(error.code)) {
    const next = 'check TEMPORAL_API_KEY and TEMPORAL_TLS_*';
    return new ConnectionError({ what: `the Temporal server at ${address} refused`, why: cause, next });
  }
  return new UnreachableError({
    what: `expected a Temporal server at ${address}`,
    why: `none answered (${cause})`,
    next: 'start one with: slipway up',
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
