/** How long a call to Temporal is tried again: briefly while connecting, and while waiting for hours as long as the server may come back. */

import { defaultGrpcRetryOptions, isGrpcServiceError, makeGrpcRetryInterceptor, type GrpcRetryOptions } from '@temporalio/client';

/** What a person who waits is told, and how long the server may be away meanwhile. */
export interface Patience {
  readonly limitMilliseconds: number;
  report(text: string): void;
}

/** gRPC's codes for a call that came to its end, that somebody ended, and for a server that is not there. */
const ok = 0;
const cancelled = 1;
const unavailable = 14;

/** A refused port may be that of a server that is just starting. */
const connectMilliseconds = 1_500;
const longestPauseMilliseconds = 1_000;
/** A server that comes back may be too busy at first. */
const settlingMilliseconds = 60_000;

export interface RetryPolicy extends GrpcRetryOptions {
  /** From now on the server is known to have been there. */
  connected(): void;
}

/**
 * Requests are repeated as they were, with the id that they had, so that the server performs each once. One policy a connection:
 * the server is away for all its calls or for none. Without patience, the SDK's own ten attempts.
 */
export function createRetryPolicy(address: string, patience: Patience | undefined): RetryPolicy {
  const usual = defaultGrpcRetryOptions();
  let limitMilliseconds = connectMilliseconds;
  let awaySince: number | undefined;
  let lastAway = -Infinity;
  let isConnected = false;
  return {
    connected() {
      isConnected = true;
      awaySince = undefined;
      if (patience !== undefined) limitMilliseconds = patience.limitMilliseconds;
    },
    delayFunction: (attempt, status) => Math.min(longestPauseMilliseconds, usual.delayFunction(attempt, status)),
    retryableDecider(attempt, status) {
      if (status.code === ok && awaySince !== undefined) {
        awaySince = undefined;
        if (isConnected) patience?.report(`the Temporal server at ${address} is back`);
      }
      // Not the clock of the day, which may be set meanwhile.
      const now = performance.now();
      if (status.code !== unavailable || (isConnected && patience === undefined)) {
        // The attempts that were made while it was away say nothing of how it answers now.
        return usual.retryableDecider(now - lastAway < settlingMilliseconds ? 1 : attempt, status);
      }
      if (patience !== undefined) lastAway = now;
      if (awaySince === undefined && isConnected) patience?.report(`the Temporal server at ${address} is away; waiting for it`);
      awaySince ??= now;
      return now - awaySince < limitMilliseconds;
    },
  };
}

type Interceptor = ReturnType<typeof makeGrpcRetryInterceptor>;
type Call = ReturnType<Interceptor>;

/**
 * The SDK's own, which begins each further attempt from a timer: where the connection was closed meanwhile, because nobody needs the
 * answer any more, gRPC throws there, and that would end the program. Such a call ends as cancelled.
 */
export function makeRetryInterceptor(policy: RetryPolicy): Interceptor {
  const retrying = makeGrpcRetryInterceptor(policy);
  return (options, nextCall) => {
    let attempts = 0;
    return retrying(options, (again) => {
      attempts += 1;
      // A first attempt throws where its caller hears of it.
      if (attempts === 1) return nextCall(again);
      try {
        return nextCall(again);
      } catch (error) {
        return endedCall(String(error));
      }
    });
  };
}

/** All of a call that an attempt uses. */
function endedCall(details: string): Call {
  const call: Pick<Call, 'start' | 'sendMessage' | 'halfClose'> = {
    start: (metadata, listener) => listener?.onReceiveStatus?.({ code: cancelled, details, metadata }),
    sendMessage: () => undefined,
    halfClose: () => undefined,
  };
  return call as Call;
}

/** Whether the server was away for longer than anybody wanted to wait. */
export function isUnavailable(error: unknown): boolean {
  if (isGrpcServiceError(error)) return error.code === unavailable;
  return error instanceof Error && error.cause !== undefined && isUnavailable(error.cause);
}
