/** Reads a pipeline file: every mistake at once, each with file, line, path, what was expected and the nearest known key. */

import { createHash } from 'node:crypto';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { canonicalJson } from '../domain/canonical-json.js';
import { judgeSpec } from './mistakes.js';
import { readYaml, type Mistake, type YamlFile } from './read-yaml.js';
import { unprotectedBy } from './semantics.js';
import type { PipelineSpec, ResolvedSpec } from './spec.js';

export { modelsIn } from './model-files.js';

/** More than a person reads at once; the message also travels in a workflow's history. */
const shownMistakes = 20;

/** A file that cannot be used. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
  readonly file: string;
  readonly mistakes: readonly Mistake[];

  constructor(file: string, mistakes: readonly Mistake[]) {
    const more = mistakes.length - shownMistakes;
    const lines = [
      ...mistakes.slice(0, shownMistakes).map((mistake) => mistakeText(file, mistake)),
      ...(more > 0 ? [`and ${more} more`] : []),
    ];
    super(`${file}: ${mistakes.length} ${mistakes.length === 1 ? 'mistake' : 'mistakes'}\n${lines.map((line) => `  ${line}`).join('\n')}`);
    this.file = file;
    this.mistakes = mistakes;
  }
}

/** `FILE:12 data.sources: …`, as editors and terminals make a link of it. */
function mistakeText(file: string, { problem, line }: Mistake): string {
  return line === null ? problem : `${file}:${line} ${problem}`;
}

/** The spec of `<model>.yaml` in a folder of pipeline files. Throws SpecError. */
export async function loadModelSpec(folder: string, model: string): Promise<ResolvedSpec> {
  const file = join(folder, `${model}.yaml`);
  const { resolved, lineOf } = await readSpec(file);
  if (resolved.spec.model !== model) {
    const problem = `model: expected ${model}, as the file is named, got ${resolved.spec.model}; rename one of them`;
    throw new SpecError(file, [{ problem, line: lineOf(['model']) }]);
  }
  return resolved;
}

export async function loadSpec(file: string): Promise<ResolvedSpec> {
  return (await readSpec(file)).resolved;
}

/** The spec, and where in the file each of its keys stands. Throws SpecError. */
export async function readSpec(file: string): Promise<{ readonly resolved: ResolvedSpec; readonly lineOf: YamlFile['lineOf'] }> {
  const read = await readYaml(file);
  if ('mistakes' in read) throw new SpecError(file, read.mistakes);
  const judged = judgeSpec(read.value);
  if ('faults' in judged) {
    const mistakes = judged.faults.map(({ path, problem }) => ({ problem, line: read.lineOf(path) }));
    throw new SpecError(
      file,
      mistakes.toSorted((left, right) => left.line - right.line),
    );
  }
  const spec = withAbsolutePaths(judged.spec, dirname(resolve(file)));
  const resolved = { spec, digest: digestOf(spec), recipeDigest: digestOf(judged.spec.train), unprotected: unprotectedBy(spec) };
  return { resolved, lineOf: (path) => read.lineOf(path) };
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function withAbsolutePaths(spec: PipelineSpec, folder: string): PipelineSpec {
  // An address stays one: whoever reads it says whether it can.
  const absolute = (path: string): string => (isAbsolute(path) || /^[a-z][a-z0-9+.-]+:\/\//i.test(path) ? path : join(folder, path));
  const { regression, safety } = spec.evaluate;
  return {
    ...spec,
    data: { ...spec.data, sources: spec.data.sources.map(absolute) },
    train: { ...spec.train, baseModel: { ...spec.train.baseModel, uri: absolute(spec.train.baseModel.uri) } },
    evaluate: {
      ...spec.evaluate,
      ...(regression === undefined ? {} : { regression: { ...regression, suite: absolute(regression.suite) } }),
      ...(safety === undefined ? {} : { safety: { ...safety, suite: absolute(safety.suite) } }),
    },
  };
}
