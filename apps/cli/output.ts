/** What commands print: JSON for programs, text for people. Results go to standard output, progress to standard error. */

import type { Command } from 'commander';
import { aboveLiveLine } from './live-line.js';

export { table } from './table.js';

export interface Output {
  readonly json: boolean;
  /** The command's result: the value as JSON, or the lines. */
  result(value: unknown, lines: readonly string[]): void;
  progress(text: string): void;
}

export function outputOf(command: Command): Output {
  const { json = false } = command.optsWithGlobals<{ json?: boolean }>();
  return {
    json,
    result: (value, lines) => aboveLiveLine(() => console.log(json ? JSON.stringify(value, undefined, 2) : lines.join('\n'))),
    progress: (text) => aboveLiveLine(() => console.error(text)),
  };
}
