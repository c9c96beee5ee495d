/** Reads a pipeline file: every mistake at once, each with file, path, what was expected and the nearest known key. */

import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { canonicalJson } from '../domain/canonical-json.js';
import { judgeSpec } from './mistakes.js';
import { readYaml } from './read-yaml.js';
import { unprotectedBy } from './semantics.js';
import type { PipelineSpec, ResolvedSpec } from './spec.js';

/** More than a person reads at once; the message also travels in a workflow's history. */
const shownProblems = 20;

/** A file that cannot be used; `problems` holds one sentence a mistake. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
  readonly file: string;
  readonly problems: readonly string[];

  constructor(file: string, problems: readonly string[]) {
    const more = problems.length - shownProblems;
    const lines = [...problems.slice(0, shownProblems), ...(more > 0 ? [`and ${more} more`] : [])];
    super(`${file}: ${problems.length} ${problems.length === 1 ? 'mistake' : 'mistakes'}\n${lines.map((line) => `  ${line}`).join('\n')}`);
    this.file = file;
    this.problems = problems;
  }
}

/** The spec of `<model>.yaml` in a folder of pipeline files. Throws SpecError. */
export async function loadModelSpec(folder: string, model: string): Promise<ResolvedSpec> {
  const file = join(folder, `${model}.yaml`);
  const resolved = await loadSpec(file);
  if (resolved.spec.model !== model) {
    throw new SpecError(file, [`model: expected ${model}, as the file is named, got ${resolved.spec.model}; rename one of them`]);
  }
  return resolved;
}

/** The models that have a pipeline file in the folder, sorted; undefined when it cannot be read here. */
export async function modelsIn(folder: string): Promise<string[] | undefined> {
  const names = await readdir(folder).catch(() => undefined);
  return names?.flatMap((name) => (name.endsWith('.yaml') ? [name.slice(0, -'.yaml'.length)] : [])).toSorted();
}

export async function loadSpec(file: string): Promise<ResolvedSpec> {
  const read = await readYaml(file);
  if ('problems' in read) throw new SpecError(file, read.problems);
  const judged = judgeSpec(read.value);
  if ('problems' in judged) throw new SpecError(file, judged.problems);
  const spec = withAbsolutePaths(judged.spec, dirname(resolve(file)));
  return { spec, digest: digestOf(spec), recipeDigest: digestOf(judged.spec.train), unprotected: unprotectedBy(spec) };
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
