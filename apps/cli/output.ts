/** What commands print: JSON for programs, tables for people. Results go to standard output, progress to standard error. */

import type { Command } from 'commander';
import Table from 'cli-table3';

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
    result: (value, lines) => console.log(json ? JSON.stringify(value, undefined, 2) : lines.join('\n')),
    progress: (text) => console.error(text),
  };
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const drawn = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  for (const row of rows) drawn.push([...row]);
  return drawn.toString();
}
