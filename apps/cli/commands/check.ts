/** `slipway check`: every mistake of pipeline files and of what they point to, and what they leave unprotected. */

import { basename, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { modelsIn, readSpec, SpecError } from '../../../configs/load.js';
import type { ResolvedSpec } from '../../../configs/spec.js';
import type { Mistake } from '../../../configs/read-yaml.js';
import { countText } from '../../../domain/figures.js';
import { createPointedReader, type Pointed, type PointedReader } from '../check/pointed-files.js';
import { examples } from '../examples.js';
import { exitCodes } from '../exit-codes.js';
import { endWith, UsageError } from '../exit.js';
import { environment, localStore } from '../local.js';
import { outputOf, type Output } from '../output.js';

type Checked =
  | { readonly file: string; readonly valid: true; readonly resolved: ResolvedSpec; readonly pointed: Pointed | null }
  | { readonly file: string; readonly valid: false; readonly error: SpecError };

export function configureCheck(command: Command): void {
  command
    .argument('[files...]', 'pipeline files; all of the configs folder when none is named')
    .option('--no-files', 'look at the files alone: not at their data, suites, base model and environment variables')
    .action(check);
  examples(command, [
    ['Every pipeline file of this folder', 'slipway check'],
    ['One file alone, without what it points to', 'slipway check configs/pipelines/support-triage.yaml --no-files'],
    ['For a script: mistakes with their lines', 'slipway check --json'],
  ]);
}

async function check(named: readonly string[], { files }: { readonly files: boolean }, command: Command): Promise<void> {
  const output = outputOf(command);
  const checked: Checked[] = [];
  const read = createPointedReader(output);
  for (const file of named.length > 0 ? named : await filesOfFolder()) checked.push(await checkFile(file, files ? read : null));
  if (output.json) output.result({ files: checked.map(jsonOf) }, []);
  else for (const each of checked) print(each, output);
  if (checked.some(({ valid }) => !valid)) process.exitCode = exitCodes.usage;
}

async function filesOfFolder(): Promise<string[]> {
  const absolute = resolve((await environment()).SLIPWAY_CONFIGS);
  // Short, so that what is printed of it can be read and clicked.
  const folder = relative(process.cwd(), absolute).startsWith('..') ? absolute : relative(process.cwd(), absolute);
  const models = await modelsIn(absolute);
  if (models !== undefined && models.length > 0) return models.map((model) => join(folder, `${model}.yaml`));
  throw new UsageError({
    what: 'there is no pipeline file to check',
    why: models === undefined ? `${folder} cannot be read here (SLIPWAY_CONFIGS names it)` : `${folder} has none`,
    next: 'write one for your data: slipway init FILE.jsonl',
  });
}

async function checkFile(file: string, readPointed: PointedReader | null): Promise<Checked> {
  try {
    const { resolved, lineOf } = await readSpec(file);
    const mistakes: Mistake[] = misnamed(file, resolved.spec.model).map((problem) => ({ problem, line: lineOf(['model']) }));
    const pointed = readPointed === null ? null : await readPointed(resolved.spec);
    mistakes.push(...(pointed?.faults ?? []).map(({ path, problem }) => ({ problem, line: lineOf(path) })));
    if (mistakes.length > 0) return { file, valid: false, error: new SpecError(file, mistakes) };
    const unproven = readPointed === null ? [] : await unprovenHere(resolved.spec.model);
    return { file, valid: true, resolved: { ...resolved, unprotected: [...resolved.unprotected, ...unproven] }, pointed };
  } catch (error) {
    if (error instanceof SpecError) return { file, valid: false, error };
    throw error;
  }
}

/** A file is right or wrong whether or not the registry can be read from here. */
async function unprovenHere(model: string): Promise<string[]> {
  const { unprovenChampion } = await import('../../../registry/unproven-champion.js');
  try {
    return await unprovenChampion(await localStore(), model);
  } catch {
    return [];
  }
}

/** A run looks for the file by the model's name. */
function misnamed(file: string, model: string): string[] {
  return basename(file) === `${model}.yaml`
    ? []
    : [`model: expected ${basename(file, '.yaml')}, as the file is named, got ${model}; rename one of them`];
}

function jsonOf(checked: Checked): unknown {
  const { file } = checked;
  if (!checked.valid) return { file, valid: false, mistakes: checked.error.mistakes };
  const { resolved, pointed } = checked;
  const facts = pointed === null ? null : { ...pointed, faults: undefined };
  return { file, valid: true, model: resolved.spec.model, digest: resolved.digest, unprotected: resolved.unprotected, pointsTo: facts };
}

function print(checked: Checked, output: Output): void {
  const { file } = checked;
  if (!checked.valid) return endWith(checked.error, output);
  const { resolved, pointed } = checked;
  output.result(undefined, [
    `${file}: valid (${resolved.spec.model}, ${resolved.digest.slice(0, 12)})`,
    ...(pointed === null ? [] : pointedLines(resolved, pointed)),
    ...resolved.unprotected.map((line) => `  unprotected: ${line}`),
  ]);
}

function pointedLines({ spec }: ResolvedSpec, { sourceFiles, suiteItems, environment }: Pointed): string[] {
  const items = [
    ...(suiteItems.regression === null ? [] : [`${suiteItems.regression} regression`]),
    ...(suiteItems.safety === null ? [] : [`${suiteItems.safety} safety`]),
  ];
  const suites = items.length === 0 ? 'no suite' : `${items.join(' and ')} items`;
  return [
    `  points to: ${countText(sourceFiles, 'data file')}, ${suites}, base model ${spec.train.baseModel.name}`,
    ...(environment.length === 0 ? [] : [`  needs: ${environment.map(({ name }) => name).join(', ')}`]),
  ];
}
