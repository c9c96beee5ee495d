/** What Temporal's errors mean here: an unknown workflow is an answer, a failed one has a cause, a silent one lacks a worker. */

import {
  isGrpcServiceError,
  ServiceError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { rootCause } from '@temporalio/common';
import { ExplainedError } from '../domain/explained-error.js';

/** The server is there and knows the workflow, and no worker answered for it. */
export class NoWorkerError extends ExplainedError {
  override readonly name = 'NoWorkerError';
}

/** A workflow failed, or refused what it was asked to do. */
export class WorkflowAnswerError extends ExplainedError {
  override readonly name = 'WorkflowAnswerError';
}

const look = 'slipway status MODEL shows how it stands; its history is in the Temporal Web UI';

/** gRPC's codes: nobody answered the query in time, there is no such thing, no worker has asked for tasks lately. */
const deadlineExceeded = 4;
const notFound = 5;
const failedPrecondition = 9;

/** Temporal's own message for every failure is the same; what people need is the cause. */
export async function withCause<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const hasFailed = error instanceof WorkflowFailedError;
    if (!hasFailed && !(error instanceof WorkflowUpdateFailedError)) throw error;
    const why = rootCause(error.cause) ?? error.message;
    throw new WorkflowAnswerError({ what: hasFailed ? `${what} failed` : what, why, next: look }, { cause: error });
  }
}

/** For queries. The server waits half a minute for a worker, and then says nothing but that the time is up. */
export async function fromWorker<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const code = codeOf(error);
    if (code !== deadlineExceeded && code !== failedPrecondition) throw error;
    const why = 'the Temporal server is there, and nobody does its work';
    throw new NoWorkerError({ what: 'no worker answered', why, next: 'start one with: slipway up' }, { cause: error });
  }
}

export async function orUndefined<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || codeOf(error) === notFound) return undefined;
    throw error;
  }
}

function codeOf(error: unknown): number | undefined {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) ? cause.code : undefined;
}
