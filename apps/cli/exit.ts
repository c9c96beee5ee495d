/** How a command ends: refusals, and errors as what, why and next with the exit code that scripts rely on. */

import type { CommanderError } from 'commander';
import type { UnreachableError } from '../../client/connection.js';
import type { EnvironmentError } from '../../configs/env.js';
import type { SpecError } from '../../configs/load.js';
import { ExplainedError, type Explanation } from '../../domain/explained-error.js';
import type { KeyFileError } from '../../platform/key-file.js';
import type { KeyRefusedError } from '../../registry/signing-keys.js';
import { ambient } from '../../setup/layout.js';
import { paint } from './colours.js';
import { exitCodes } from './exit-codes.js';
import { explain } from './explain.js';
import { setLiveLine } from './live-line.js';
import type { Output } from './output.js';

/** What the person asked for cannot be done as asked, whenever it is asked. */
export class UsageError extends ExplainedError {
  override readonly name = 'UsageError';
}

/** By name, as in `explain.ts`. */
type Coded = UnreachableError | UsageError | SpecError | EnvironmentError | KeyFileError | KeyRefusedError;
const codes: Readonly<Record<Coded['name'], number>> = {
  UnreachableError: exitCodes.unreachable,
  UsageError: exitCodes.usage,
  SpecError: exitCodes.usage,
  EnvironmentError: exitCodes.usage,
  KeyFileError: exitCodes.usage,
  KeyRefusedError: exitCodes.usage,
};

export function exitCodeOf(error: unknown): number {
  return error instanceof Error && Object.hasOwn(codes, error.name) ? codes[error.name as Coded['name']] : exitCodes.failed;
}

/** The answer is no, for now: a result with its reason and not an error. */
export function refuse(output: Output, reason: string): void {
  output.result({ admitted: false, reason }, [`refused: ${reason}`]);
  process.exitCode = exitCodes.failed;
}

export function endWith(error: unknown, { json }: { readonly json: boolean }): void {
  setLiveLine(null);
  const explanation = explain(error);
  console.error(json ? jsonOf(explanation) : linesOf(explanation).join('\n'));
  if (ambient['SLIPWAY_DEBUG'] !== undefined && error instanceof Error) console.error(error.stack);
  process.exitCode = exitCodeOf(error);
}

/** A command line that Commander cannot read. Where it has shown the help instead, that is all there is to say. */
export function endWithUsage({ code, message }: CommanderError, { json, next }: { readonly json: boolean; readonly next: string }): void {
  process.exitCode = exitCodes.usage;
  if (code === 'commander.help') return;
  const [what = '', ...suggestion] = message.replace(/^error: /, '').split('\n');
  const why = suggestion.length === 0 ? 'slipway cannot read this command line' : suggestion.join('\n');
  const lines = [errorLine(what), ...suggestion, nextLine(next)];
  console.error(json ? jsonOf({ what, why, next }) : lines.join('\n'));
}

function linesOf({ what, why, next }: Explanation): string[] {
  const mistakes = why.split('\n');
  const whyLines = mistakes.length === 1 ? [`  ${paint(process.stderr).dim('why:')} ${why}`] : mistakes.map((line) => `  ${line}`);
  return [errorLine(what), ...whyLines, nextLine(next)];
}

function errorLine(what: string): string {
  const { bold, red } = paint(process.stderr);
  return `${red(bold('error:'))} ${what}`;
}

function nextLine(next: string): string {
  return `  ${paint(process.stderr).dim('next:')} ${next}`;
}

function jsonOf(error: Explanation): string {
  return JSON.stringify({ error }, undefined, 2);
}
