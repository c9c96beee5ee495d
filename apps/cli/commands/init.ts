/** `slipway init`: looks at somebody's examples and writes a pipeline file, suites and a compose file that fit them. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { examples } from '../examples.js';
import { UsageError } from '../exit.js';
import { askChoices, askDataFile, type Choices, type Terminal } from '../init/ask.js';
import { examineData } from '../init/examine.js';
import { findingLines, warningLines } from '../init/findings-text.js';
import type { Plan } from '../init/plan.js';
import { prepare } from '../init/prepare.js';
import { pathsOf, shortPath, suggestedModel, type Project } from '../init/project.js';
import { writeFiles, type WrittenFiles } from '../init/write-files.js';
import { requireModelName } from '../known-models.js';
import { environment } from '../local.js';
import { outputOf, type Output } from '../output.js';

interface InitOptions extends Partial<Choices> {
  readonly force?: boolean;
  readonly yes?: boolean;
}

export function configureInit(command: Command): void {
  command
    .argument('[data]', 'JSONL file, folder or pattern with your examples')
    .option('--model <name>', 'name of the model (as the file is called)')
    .option('--base-model <folder>', 'what is fine-tuned: a folder with safetensors, or tiny')
    .option('--trial', 'windows of seconds, for a first try on this machine')
    .option('--no-trial', 'windows for users: 2 h, 4 h and 24 h (default)')
    .option('--force', 'replace files that are there')
    .option('--yes', 'ask nothing: take the defaults')
    .action(init);
  examples(command, [
    ['Be asked', 'slipway init'],
    ['A first try in minutes, on the small model that comes with Slipway', 'slipway init tickets.jsonl --trial'],
    ['For users, on a model of your own', 'slipway init data/ --model triage --base-model models/llama-3.1-8b'],
  ]);
}

async function init(data: string | undefined, options: InitOptions, command: Command): Promise<void> {
  const output = outputOf(command);
  const terminal = terminalOf(options, output);
  if (options.model !== undefined) requireModelName(options.model);
  const dataFile = data ?? (terminal === null ? refuseWithoutData() : await askDataFile(terminal));
  const project: Project = { folder: process.cwd(), pipelines: resolve((await environment()).SLIPWAY_CONFIGS) };
  const examined = await examineData(dataFile, output);
  const seen = findingLines(dataFile, examined.sample, examined.found);
  if (terminal !== null) output.progress(seen.join('\n'));
  const choices = await choose(options, dataFile, terminal);
  const { plan, fitted, files } = await prepare({ choices, dataFile, project, output }, examined);
  const written = await writeFiles(files, { force: options.force === true });
  const lines = [...(terminal === null ? seen : []), ...warningLines(fitted)];
  tell(output, { project, plan, written, lines, warnings: fitted.warnings });
}

/** Null where nobody is to be asked. */
function terminalOf({ yes = false }: InitOptions, { json }: Output): Terminal | null {
  if (yes || json || !process.stdin.isTTY || !process.stdout.isTTY) return null;
  return { input: process.stdin, output: process.stdout };
}

function refuseWithoutData(): never {
  throw new UsageError({
    what: 'expected the file with your examples',
    why: 'none was given, and nobody can be asked here',
    next: 'slipway init FILE.jsonl; without data of your own, first: slipway data example FILE.jsonl',
  });
}

async function choose(given: InitOptions, dataFile: string, terminal: Terminal | null): Promise<Choices> {
  const suggested = suggestedModel(dataFile);
  if (terminal !== null) return askChoices(given, suggested, terminal);
  const model = given.model ?? suggested;
  if (model !== undefined) return { model, baseModel: given.baseModel ?? 'tiny', trial: given.trial ?? false };
  throw new UsageError({
    what: 'expected a name for the model',
    why: `${JSON.stringify(dataFile)} suggests none`,
    next: 'give one: --model NAME',
  });
}

interface Done {
  readonly project: Project;
  readonly plan: Plan;
  readonly written: WrittenFiles;
  readonly lines: readonly string[];
  readonly warnings: readonly string[];
}

function tell(output: Output, { project, plan, written, lines, warnings }: Done): void {
  const { model, base, found, trial } = plan;
  const short = (paths: readonly string[]): string[] => paths.map((path) => shortPath(project, path));
  const pipeline = shortPath(project, pathsOf(project, model).pipeline);
  const next = [`slipway check ${pipeline}`, 'slipway up', `slipway run ${model} --wait`] as const;
  const [check, up, run] = next;
  const { kind, answer, label } = found.task;
  const seen = {
    examples: plan.examples,
    leftOut: found.leftOut.count,
    sure: found.sure,
    groupBy: found.groups.candidates[0]?.key ?? null,
  };
  output.result(
    { model, trial, baseModel: base, task: { kind, answer, labels: label?.values.length ?? null }, ...seen, ...written, warnings, next },
    [
      ...lines,
      '',
      ...short(written.written).map((path) => `wrote   ${path}`),
      ...short(written.unchanged).map((path) => `same    ${path}`),
      ...short(written.kept).map((path) => `kept    ${path}, which is another; --force replaces it`),
      ...(base.isTiny ? ['', 'The base model is tiny: for trying out, not for users. Yours: --base-model FOLDER'] : []),
      '',
      'Next:',
      `  ${check}`,
      `  ${up.padEnd(run.length)}   all that a run needs; leave it running`,
      `  ${run}   in another terminal`,
    ],
  );
}
