/** Why a model is not served. The contract's failure type leads where it is known, because it tells whoever stages the model whether another attempt can help. */

import { failureTypes, type FailureType } from '../../domain/failure-types.js';

/** Its name is its type. */
export class ModelFailure extends Error {
  override readonly name: FailureType;

  constructor(type: FailureType, message: string) {
    super(message);
    this.name = type;
  }
}

/** `DiskFull: expected room …`; without a type, the message alone. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const type = failureTypes.find((known) => known === error.name);
  return type === undefined ? error.message : `${type}: ${error.message}`;
}
