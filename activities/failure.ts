/** Failures that retrying cannot mend, and the one place where unknown errors become Temporal's. */

import { ApplicationFailure } from '@temporalio/activity';
import type { FailureType } from '../domain/failure-types.js';

/** `message` says what was expected, what came and what to do next. */
export function permanent(type: FailureType, message: string, cause?: unknown): ApplicationFailure {
  return ApplicationFailure.create({ message, type, nonRetryable: true, ...(cause instanceof Error ? { cause } : {}) });
}

/** Worth another attempt: the outside may recover. */
export function transient(type: FailureType, message: string, cause?: unknown): ApplicationFailure {
  return ApplicationFailure.create({ message, type, nonRetryable: false, ...(cause instanceof Error ? { cause } : {}) });
}

/** Errors of the libraries that no retry can mend, by name: what they say becomes a failure type of the contract. */
const permanentErrors: Readonly<Record<string, FailureType>> = {
  ArtifactInvalidError: 'ArtifactInvalid',
  EvaluationInvalidError: 'EvaluationInvalid',
  DatasetInvalidError: 'DatasetInvalid',
  SupersededError: 'Superseded',
  HeadConflictError: 'Superseded',
  RuntimeRefusedError: 'RuntimeFailed',
};

/** Runs the work; an error of a library that says "never" becomes non-retryable, everything else is retried as it is. */
export async function withFailureTypes<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const type = error instanceof Error ? permanentErrors[error.name] : undefined;
    if (error instanceof Error && type !== undefined) throw permanent(type, error.message, error);
    throw error;
  }
}
