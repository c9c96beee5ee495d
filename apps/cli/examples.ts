/** Examples at the end of a command's help. Kept with the command, so that a test holds that each of them still parses. */

import type { Command } from 'commander';

export type Example = readonly [what: string, line: string];

const ofCommands = new WeakMap<Command, readonly Example[]>();

/** Printed after the help: what it does, and the line to type, each within 80 columns. */
export function examples(command: Command, lines: readonly (readonly [what: string, line: string])[]): void {
  ofCommands.set(command, lines);
  command.addHelpText('after', ['', 'Examples:', ...lines.flatMap(([what, line]) => [`  ${what}`, `    ${line}`])].join('\n'));
}

export function examplesOf(command: Command): readonly Example[] {
  return ofCommands.get(command) ?? [];
}
