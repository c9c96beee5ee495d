/** `slipway data`: looks at a model's examples as a first run would, or writes examples for whoever has none. */

import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { reservedPrompts } from '../../../catalog/evaluators/reserved-prompts.js';
import { loadModelSpec, modelsIn } from '../../../configs/load.js';
import type { PipelineSpec } from '../../../configs/spec.js';
import { buildDataset, type DatasetOutcome } from '../../../dataset/build.js';
import type { DatasetReport } from '../../../dataset/report.js';
import { findSources } from '../../../dataset/sources.js';
import { EvaluationInvalidError } from '../../../evaluation/task.js';
import { tellFullDisk } from '../../../platform/disk-full.js';
import { createFileObjectStore } from '../../../platform/object-store-fs.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { examples } from '../examples.js';
import { exitCodes } from '../exit-codes.js';
import { UsageError } from '../exit.js';
import { requireModelName, unknownModel } from '../known-models.js';
import { environment } from '../local.js';
import { outputOf, type Output } from '../output.js';
import { startProgress } from '../progress.js';
import { stopSignal } from '../role.js';
import { datasetLines, firstQuarantined } from '../validate/report-text.js';

const bytesPerMegabyte = 1_000_000;
/** Read in about a second. */
const quickMegabytes = 20;
const mostRows = 1_000_000;
const mostSeed = 1_000_000;

export function configureData(command: Command): void {
  examples(command, [['What a run would do with the data', 'slipway data validate support-triage']]);
  const validating = command
    .command('validate')
    .description("read a model's examples as a first run would, and keep nothing")
    .argument('<model>')
    .action(validate);
  examples(validating, [['What a run would do with the data', 'slipway data validate support-triage']]);
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

async function validate(model: string, _options: object, command: Command): Promise<void> {
  const output = outputOf(command);
  requireModelName(model);
  const configs = resolve((await environment()).SLIPWAY_CONFIGS);
  const files = await modelsIn(configs);
  if (files?.includes(model) !== true) throw unknownModel(model, { folder: configs, files });
  const { spec } = await loadModelSpec(configs, model);
  const folder = await mkdtemp(join(tmpdir(), 'slipway-validate-'));
  try {
    const store = createFileObjectStore(join(folder, 'store'));
    const outcome = await tellFullDisk(folder, () => build({ spec, store, workDir: join(folder, 'work'), output }));
    const report = JSON.parse((await store.read(outcome.report.key))?.body.toString('utf8') ?? '{}') as DatasetReport;
    const quarantined = await firstQuarantined(store, report, join(folder, 'quarantine.jsonl'));
    output.result({ outcome: outcome.outcome, reason: outcome.reason, report, quarantined }, datasetLines(report, quarantined));
    // Too little that is new is no fault of the data: a run would be skipped and end well.
    if (outcome.outcome === 'rejected') process.exitCode = exitCodes.failed;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Building {
  readonly spec: PipelineSpec;
  readonly store: ObjectStore;
  readonly workDir: string;
  readonly output: Output;
}

async function build({ spec, store, workDir, output }: Building): Promise<DatasetOutcome> {
  const stopped = stopSignal();
  const reserved = await readReserved(spec);
  const { files } = await findSources(spec.data.sources);
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0) / bytesPerMegabyte;
  const progress = total < quickMegabytes ? undefined : startProgress(output, { what: 'reads the examples', total, unit: 'MB' });
  try {
    return await buildDataset({
      model: spec.model,
      sources: spec.data.sources,
      parent: null,
      settings: { ...spec.data, labelPath: spec.task.labelPath },
      reserved,
      store,
      workDir,
      onProgress: ({ bytes }) => {
        stopped.throwIfAborted();
        progress?.update(bytes / bytesPerMegabyte);
      },
    });
  } finally {
    progress?.end();
  }
}

async function readReserved({ model, evaluate }: PipelineSpec): Promise<Set<string>> {
  try {
    return await reservedPrompts(evaluate);
  } catch (error) {
    if (!(error instanceof EvaluationInvalidError)) throw error;
    throw new UsageError({
      what: `a suite of ${model} cannot be read, and its rows must not be trained on`,
      why: error.message,
      next: 'slipway check',
    });
  }
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
