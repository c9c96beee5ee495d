#!/usr/bin/env node
/** The `slipway` program. Commands are in `commands/index.ts`, one file each; `exit-codes.ts` has the exit codes. */

import { Command, CommanderError } from 'commander';
import { commands } from './commands/index.js';
import { examples } from './examples.js';
import { exitCodeHelp, exitCodes } from './exit-codes.js';
import { version } from './package-version.js';

const program = new Command('slipway')
  .description('CI/CD for fine-tuned language models: train, gate, canary, watch and roll back, as durable workflows')
  .version(version())
  .option('--json', 'print machine-readable JSON on standard output')
  .commandsGroup('Look:')
  .helpCommand(true)
  .showSuggestionAfterError()
  // Printed below, with what to do next.
  .configureOutput({ outputError: () => undefined })
  .exitOverride();
examples(program, [
  ['The whole loop on this machine, in some minutes', 'slipway demo'],
  ['What a command does, with examples', 'slipway help run'],
]);
program.addHelpText('after', exitCodeHelp);

/** Options of the program itself take no value, so the first other word is the command. */
const [first, second] = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const asked = first === 'help' ? second : first;
const entry = commands.find(({ name }) => name === asked);

try {
  for (const { name, summary, group } of commands) program.command(name).description(summary).helpGroup(group);
  const command = program.commands.find((each) => each.name() === entry?.name);
  if (entry !== undefined && command !== undefined) (await entry.load())(command);
  if (asked === 'complete') (await import('./complete.js')).addComplete(program);
  await program.parseAsync();
} catch (error) {
  await end(error);
}

async function end(error: unknown): Promise<void> {
  if (error instanceof CommanderError && error.exitCode === 0) {
    process.exitCode = exitCodes.done;
    return;
  }
  const { endWith, endWithUsage } = await import('./exit.js');
  const json = program.opts<{ json?: boolean }>().json === true;
  const help = entry === undefined ? 'slipway --help' : `slipway ${entry.name} --help`;
  if (error instanceof CommanderError) endWithUsage(error, { json, next: help });
  else endWith(error, { json });
}
