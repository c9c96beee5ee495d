import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commands } from '../../../apps/cli/commands/index.js';
import { examplesOf } from '../../../apps/cli/examples.js';

/** Thrown in the place of the action. */
class Parsed extends Error {}

describe.each(commands)('the help of slipway $name', ({ name, summary, load }) => {
  it('has examples, also for each of its subcommands, that the command understands', async () => {
    const lines = everyCommand(await theProgram()).flatMap((command) => {
      const examples = examplesOf(command);
      expect(examples, `examples of ${command.name()}`).not.toEqual([]);
      return examples.map(([, line]) => line);
    });
    for (const line of lines) {
      const program = await theProgram();
      program.hook('preAction', () => {
        throw new Parsed();
      });
      const asked = program.parseAsync(wordsOf(line), { from: 'user' });
      await expect(asked, line).rejects.toBeInstanceOf(Parsed);
    }
  });

  it('fits 80 columns', async () => {
    for (const command of everyCommand(await theProgram())) {
      let help = '';
      command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 80 }).outputHelp();
      expect(help).toContain('Examples:');
      expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
    }
  });

  async function theProgram(): Promise<Command> {
    const program = new Command('slipway')
      .option('--json')
      .exitOverride()
      .configureOutput({ writeErr: () => undefined });
    (await load())(program.command(name).description(summary));
    return program;
  }
});

/** Each that a person can ask for: a group is asked for too, by who wants to know what is in it. */
function everyCommand(program: Command): Command[] {
  return program.commands.flatMap((command) => [command, ...everyCommand(command)]);
}

/** What follows `slipway`, up to where a shell ends the command; quotes hold words together. */
function wordsOf(line: string): string[] {
  const [, own = ''] = /\bslipway ([^|<>)]*)/.exec(line) ?? [];
  return [...own.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain ?? '');
}
