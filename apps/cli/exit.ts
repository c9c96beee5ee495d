/** How a command ends: the exit codes that scripts rely on, refusals, and errors in words. */

import { SpecError } from '../../configs/load.js';
import { EnvironmentError } from '../../configs/env.js';
import { UnreachableError } from '../../client/connection.js';
import { ambient } from '../../setup/layout.js';
import type { Output } from './output.js';

export const exitCodes = { done: 0, failed: 1, usage: 2, unreachable: 3 } as const;

/** As `slipway --help` prints them. */
export const exitCodeHelp = `
Exit codes:
  0  done
  1  failed, refused or rejected
  2  wrong usage, or a file, model or environment variable that cannot be used
  3  no Temporal server answers`;

/** What the person asked for cannot be done as asked, whenever it is asked. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof UnreachableError) return exitCodes.unreachable;
  if (error instanceof UsageError || error instanceof SpecError || error instanceof EnvironmentError) return exitCodes.usage;
  return exitCodes.failed;
}

/** The answer is no, for now: a result with its reason and not an error. */
export function refuse(output: Output, reason: string): void {
  output.result({ admitted: false, reason }, [`refused: ${reason}`]);
  process.exitCode = exitCodes.failed;
}

export function report(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error));
  if (ambient['SLIPWAY_DEBUG'] !== undefined && error instanceof Error) console.error(error.stack);
}
