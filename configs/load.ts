/** Reads a pipeline file: every mistake at once, each with file, path, what was expected and the nearest known key. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { canonicalJson } from '../domain/canonical-json.js';
import { nearest } from '../domain/nearest.js';
import { semanticProblems, unprotectedBy } from './semantics.js';
import { pipelineSpec, type PipelineSpec, type ResolvedSpec } from './spec.js';

/** A file that cannot be used; `problems` holds one sentence a mistake. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
  readonly file: string;
  readonly problems: readonly string[];

  constructor(file: string, problems: readonly string[]) {
    super(
      `${file}: ${problems.length} ${problems.length === 1 ? 'mistake' : 'mistakes'}\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    );
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

export async function loadSpec(file: string): Promise<ResolvedSpec> {
  const parsed = pipelineSpec.safeParse(await readYaml(file), { reportInput: true });
  if (!parsed.success) throw new SpecError(file, parsed.error.issues.flatMap(describeIssue));
  const problems = semanticProblems(parsed.data);
  if (problems.length > 0) throw new SpecError(file, problems);
  const spec = withAbsolutePaths(parsed.data, dirname(resolve(file)));
  return { spec, digest: digestOf(spec), recipeDigest: digestOf(parsed.data.train), unprotected: unprotectedBy(spec) };
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

async function readYaml(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new SpecError(file, [
      `cannot be read (${error instanceof Error ? error.message : String(error)}); expected a pipeline file there`,
    ]);
  }
  try {
    return parse(text);
  } catch (error) {
    throw new SpecError(file, [`is not YAML: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function describeIssue(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.map(String).join('.') || 'the file';
  if (issue.code === 'invalid_union') return [`${path}: ${issue.message}${unknownKind(issue)}`];
  if (issue.code !== 'unrecognized_keys') return [`${path}: ${issue.message}${shown(issue.input)}`];
  const known = keysAt(issue.path);
  return issue.keys.map((key) => {
    const suggestion = nearest(key, known);
    return `${issue.path.length === 0 ? key : `${path}.${key}`}: unknown key${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`;
  });
}

function shown(input: unknown): string {
  return input === undefined || typeof input === 'object' ? '' : `, got ${JSON.stringify(input)}`;
}

/** What stands where the kind of a gate, monitor, … should be, and the kind that was probably meant. */
function unknownKind(issue: z.core.$ZodIssueInvalidUnion): string {
  const { input, discriminator = '' } = issue;
  const kind: unknown = typeof input === 'object' && input !== null ? Object.getOwnPropertyDescriptor(input, discriminator)?.value : input;
  const known = 'options' in issue ? (issue.options ?? []).map(String) : [];
  const suggestion = typeof kind === 'string' ? nearest(kind, known) : undefined;
  return `${shown(kind)}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`;
}

/** Known keys at a path, read off the exported schema: the schema is the only list of keys there is. */
function keysAt(path: readonly PropertyKey[]): string[] {
  let nodes: JsonSchema[] = [pipelineSchema()];
  for (const part of path) {
    nodes = nodes.flatMap((node) => alternatives(typeof part === 'number' ? node.items : node.properties?.[String(part)]));
  }
  return [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))];
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

function pipelineSchema(): JsonSchema {
  return pipelineSpec.toJSONSchema({ io: 'input', target: 'draft-07' }) as JsonSchema;
}

function alternatives(node: JsonSchema | undefined): JsonSchema[] {
  if (node === undefined) return [];
  return [node, ...(node.anyOf ?? []).flatMap(alternatives), ...(node.oneOf ?? []).flatMap(alternatives)];
}

function withAbsolutePaths(spec: PipelineSpec, folder: string): PipelineSpec {
  const absolute = (path: string): string => (isAbsolute(path) ? path : join(folder, path));
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
