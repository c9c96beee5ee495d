/**
 * What a shell asks at each TAB: `slipway complete -- WORDS`, answered in the protocol of Cobra, which `@bomb.sh/tab`'s scripts speak:
 * a value and its description a line, then a line with how to go on. That library's own answers are not used: they must be known
 * before they are asked for, never offer file names, and leave out the program's options.
 */

import type { Command, Option } from 'commander';
import { commands } from './commands/index.js';

/** How the shell goes on; numbers of the protocol. */
export const directives = { files: 0, nothingElse: 4, folders: 16 } as const;

export interface Suggestions {
  /** Each with a description, which may be empty. */
  readonly values: readonly (readonly [value: string, description: string])[];
  readonly directive: number;
}

/** What a command line says so far. */
interface Place {
  readonly command: Command;
  readonly given: readonly string[];
  /** Whose value comes next. */
  readonly option: Option | undefined;
}

/** Hidden: people have no use for it. */
export function addComplete(program: Command): void {
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(async (words: string[]) => {
      const { values, directive } = await suggestionsFor(program, words);
      console.log(
        [...values.map(([value, description]) => (description === '' ? value : `${value}\t${description}`)), `:${directive}`].join('\n'),
      );
    });
}

/** The last word is the one that is being typed, empty after a space. Loads the command that the line names, and no other. */
export async function suggestionsFor(program: Command, words: readonly string[]): Promise<Suggestions> {
  // bash cuts `--to=v3` into three words.
  const typed = words.at(-1)?.replace(/^=$/, '') ?? '';
  const earlier = words.slice(0, -1).filter((word) => word !== '=');
  const name = earlier.find((word) => !word.startsWith('-'));
  const entry = commands.find((each) => each.name === name);
  const named = program.commands.find((each) => each.name() === name);
  if (entry !== undefined && named !== undefined) (await entry.load())(named);
  const all = await suggest(program, placeOf(program, earlier), typed);
  return { ...all, values: all.values.filter(([value]) => value.startsWith(typed)) };
}

function placeOf(program: Command, words: readonly string[]): Place {
  let place: Place = { command: program, given: [], option: undefined };
  for (const word of words) {
    const { command, given, option } = place;
    const inner = given.length === 0 ? command.commands.find((each) => each.name() === word) : undefined;
    if (option !== undefined) place = { command, given, option: undefined };
    else if (word.startsWith('-'))
      place = { command, given, option: word.includes('=') ? undefined : optionWithValue(program, command, word) };
    else if (inner !== undefined) place = { command: inner, given, option };
    else place = { command, given: [...given, word], option };
  }
  return place;
}

async function suggest(program: Command, { command, given, option }: Place, typed: string): Promise<Suggestions> {
  if (option !== undefined) return valuesOf(placeholderOf(option), option.argChoices, given);
  if (typed.startsWith('--') && typed.includes('=')) {
    const flag = typed.slice(0, typed.indexOf('='));
    const written = optionWithValue(program, command, flag);
    if (written === undefined) return only([]);
    const { values, directive } = await valuesOf(placeholderOf(written), written.argChoices, given);
    return { values: values.map(([value, description]) => [`${flag}=${value}`, description]), directive };
  }
  if (typed.startsWith('-')) return only(optionsOf(program, command));
  if (command.commands.length > 0) return only(commandsOf(program, command, given));
  const last = command.registeredArguments.at(-1);
  const argument = command.registeredArguments[given.length] ?? (last?.variadic === true ? last : undefined);
  return argument === undefined ? only([]) : valuesOf(argument.name(), argument.argChoices, given);
}

function optionsOf(program: Command, command: Command): Suggestions['values'] {
  const shared = command === program ? [] : program.options.filter((each) => each.long !== '--version');
  const options = [...command.createHelp().visibleOptions(command), ...shared];
  return options.flatMap((each) => (each.long === undefined ? [] : [[each.long, each.description]]));
}

/** Commands are the first word, and after `help` the second. */
function commandsOf(program: Command, command: Command, given: readonly string[]): Suggestions['values'] {
  const isHelp = command === program && given[0] === 'help';
  if (given.length > (isHelp ? 1 : 0)) return [];
  return command
    .createHelp()
    .visibleCommands(command)
    .map((each) => [each.name(), each.description()]);
}

async function valuesOf(placeholder: string, choices: readonly string[] | undefined, given: readonly string[]): Promise<Suggestions> {
  if (choices !== undefined) return only(choices.map((choice) => [choice, '']));
  if (placeholder === 'file' || placeholder === 'files' || placeholder === 'path') return { values: [], directive: directives.files };
  if (placeholder === 'folder') return { values: [], directive: directives.folders };
  const { namesOf } = await import('./completion-names.js');
  return only((await namesOf(placeholder, given[0])).map((name) => [name, '']));
}

function optionWithValue(program: Command, command: Command, word: string): Option | undefined {
  const option = [...command.options, ...program.options].find((each) => each.long === word || each.short === word);
  return option?.required === true || option?.optional === true ? option : undefined;
}

function placeholderOf(option: Option): string {
  return /[<[]([^>\].]+)/.exec(option.flags)?.[1] ?? '';
}

function only(values: Suggestions['values']): Suggestions {
  return { values, directive: directives.nothingElse };
}
