/** `slipway data`: validates examples, compares versions of them, or writes examples for whoever has none. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { tellFullDisk } from '../../../platform/disk-full.js';
import type { diff } from '../data/diff.js';
import type { ValidateOptions } from '../data/request.js';
import { examples } from '../examples.js';
import { UsageError } from '../exit.js';
import { outputOf } from '../output.js';

const mostRows = 1_000_000;
const mostSeed = 1_000_000;

export function configureData(command: Command): void {
  examples(command, [
    ['What is in a file, and what a run would do with it', 'slipway data validate tickets.jsonl'],
    ['What came and went between two versions', 'slipway data diff support-triage@v1 support-triage@v2'],
  ]);
  const validating = command
    .command('validate')
    .description('read examples as a run would, say what is wrong with them, and write a report')
    .argument('[source]', 'file, folder, pattern or s3://… of examples; or a model, for the sources of its pipeline file')
    .option('--config <file>', 'policy, suites and, without a source, the sources of a pipeline file')
    .option('--profile <name>', 'rules of a provider: generic, openai or together', 'generic')
    .option('--against <version>', 'compare with and continue: a folder of results, a version, or MODEL@v12')
    .option('--eval <files...>', 'evaluation examples, which must not be in the data')
    .option('--out <folder>', 'where results go; otherwise into data/VERSION of the Slipway home')
    .action(validate);
  examples(validating, [
    ['What is in a file', 'slipway data validate tickets.jsonl'],
    ['Whether tests are in it', 'slipway data validate train.csv --eval test.csv'],
    ['As a run of a model would', 'slipway data validate support-triage --against support-triage@v1'],
  ]);
  const comparing = command
    .command('diff')
    .description('which examples came and went between two dataset versions')
    .argument('<from>', 'a folder of results, a version that was validated here, or MODEL@v12')
    .argument('<to>', 'the same')
    .action(async (...args: Parameters<typeof diff>) => await (await import('../data/diff.js')).diff(...args));
  examples(comparing, [['What the data of two releases differ in', 'slipway data diff support-triage@v1 support-triage@v2']]);
  const writing = command
    .command('example')
    .description('write example support tickets: JSON lines with the intent as answer')
    .argument('<file>', 'to write; must not be there yet')
    .option('--rows <number>', 'how many', '600')
    .option('--seed <number>', 'the same seed gives the same tickets', '1')
    .action(example);
  examples(writing, [
    ['Something to try Slipway with', 'slipway data example tickets.jsonl'],
    ['Other tickets, for a second release', 'slipway data example more.jsonl --seed 2'],
  ]);
}

async function validate(...asked: [string | undefined, ValidateOptions, Command]): Promise<void> {
  const [{ validateBy }, { threadedBuild }] = await Promise.all([
    import('../data/validate.js'),
    import('../../../workers/build-dataset.js'),
  ]);
  await validateBy(threadedBuild)(...asked);
}

async function example(file: string, options: { readonly rows: string; readonly seed: string }, command: Command): Promise<void> {
  const rows = wholeOf('--rows', options.rows, mostRows);
  const seed = wholeOf('--seed', options.seed, mostSeed);
  const { generateTickets, INTENTS } = await import('../../local/example-tickets.js');
  const early = Math.ceil(rows / 2);
  const tickets = [
    ...generateTickets({ seed, count: early, pool: 'early' }),
    ...generateTickets({ seed, count: rows - early, pool: 'late' }),
  ];
  await writeNew(file, tickets.map((ticket) => `${JSON.stringify(ticket)}\n`).join(''));
  outputOf(command).result({ file, rows, seed, labels: INTENTS }, [
    `wrote ${file}: ${rows} support tickets, each answered with its intent (${INTENTS.length} of them)`,
    `next  slipway init ${file} --trial`,
  ]);
}

async function writeNew(file: string, text: string): Promise<void> {
  await mkdir(dirname(resolve(file)), { recursive: true });
  try {
    await tellFullDisk(file, () => writeFile(file, text, { flag: 'wx' }));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EEXIST' && code !== 'EISDIR') {
      await rm(file, { force: true });
      throw error;
    }
    throw new UsageError({ what: `${file} is there already`, why: 'examples never replace a file', next: 'give another name' });
  }
}

/** From 1. Not by Number alone: it takes the empty text for 0, and 1e3 for 1000. */
function wholeOf(option: string, text: string, most: number): number {
  const number = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= most) return number;
  throw new UsageError({
    what: `${option}: expected a whole number from 1 to ${most}`,
    why: `got ${JSON.stringify(text)}`,
    next: 'slipway data example --help',
  });
}
