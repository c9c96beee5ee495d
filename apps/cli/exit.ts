/** How a command ends: the exit codes that scripts rely on, and errors in words. */

import { SpecError } from '../../configs/load.js';
import { UnreachableError } from '../../client/connection.js';
import { ambient } from '../../setup/layout.js';

export const exitCodes = { done: 0, failed: 1, usage: 2, unreachable: 3 } as const;

/** What the person asked for cannot be done as asked. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof UnreachableError) return exitCodes.unreachable;
  if (error instanceof UsageError || error instanceof SpecError) return exitCodes.usage;
  return exitCodes.failed;
}

export function report(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error));
  if (ambient['SLIPWAY_DEBUG'] !== undefined && error instanceof Error) console.error(error.stack);
}
