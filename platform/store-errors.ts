/** What is wrong with a store as a whole, told once for every adapter: each says what could not be used, why, and what to do. */

import { ExplainedError } from '../domain/explained-error.js';

/** Somebody has to change something: credentials, a bucket, rights, a server that ignores conditions. Nothing is wrong with the one object. */
export class StoreRefusedError extends ExplainedError {
  override readonly name = 'StoreRefusedError';
}

/** The store is away or overloaded, and may come back by itself. */
export class StoreUnreachableError extends ExplainedError {
  override readonly name = 'StoreUnreachableError';
}

/** What lies in the store is not what was written there. No retry mends it. */
export class ObjectCorruptError extends Error {
  override readonly name = 'ObjectCorruptError';
}
