/** What a schema finds wrong with a pipeline file, in words: path, what was expected, what came, and what was probably meant. */

import type { z } from 'zod';
import { nearest } from '../domain/nearest.js';
import { semanticProblems } from './semantics.js';
import { pipelineSpec, type PipelineSpec } from './spec.js';

/** Of a value that is shown; a file that was mistaken for another may hold anything. */
const shownCharacters = 80;

/** The spec, or one sentence a mistake: of the schema, and of the rules between keys as far as the rest of the file can be read. */
export function judgeSpec(value: unknown): { readonly spec: PipelineSpec } | { readonly problems: readonly string[] } {
  const parsed = pipelineSpec.safeParse(value, { reportInput: true });
  const problems = parsed.success
    ? semanticProblems(parsed.data)
    : [...parsed.error.issues.flatMap(describeIssue), ...brokenRulesBeside(parsed.error.issues, value)];
  return parsed.success && problems.length === 0 ? { spec: parsed.data } : { problems };
}

function describeIssue(issue: z.core.$ZodIssue): string[] {
  const path = pathOf(issue.path) || 'the file';
  if (issue.code === 'invalid_union') return [`${path}: ${wordsOf(issue)}${unknownKind(issue)}`];
  if (issue.code !== 'unrecognized_keys') return [`${path}: ${wordsOf(issue)}`];
  const known = keysAt(issue.path);
  return issue.keys.map((key) => {
    const suggestion = nearest(key, known);
    return `${pathOf([...issue.path, key])}: unknown key${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`;
  });
}

/** Mistaken values are taken away, so that defaults stand in; what is said of those places is no mistake of its own. */
function brokenRulesBeside(issues: readonly z.core.$ZodIssue[], value: unknown): string[] {
  const rest: unknown = structuredClone(value);
  const judged = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [takeAway(rest, issue.path)];
    const known = keysAt(issue.path);
    for (const key of issue.keys) takeAway(rest, [...issue.path, key]);
    // Of a misspelt key it is the right one that is missing now.
    return issue.keys.map((key) => pathOf([...issue.path, nearest(key, known) ?? key]));
  });
  const parsed = pipelineSpec.safeParse(rest);
  if (!parsed.success) return [];
  const overlaps = (one: string, other: string): boolean => one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
  return semanticProblems(parsed.data).filter((problem) => !judged.some((path) => overlaps(path, problem.slice(0, problem.indexOf(':')))));
}

/** Deletes what is at the path and returns the path in words. */
function takeAway(value: unknown, path: readonly PropertyKey[]): string {
  let holder = value;
  for (const part of path.slice(0, -1)) holder = typeof holder === 'object' && holder !== null ? Reflect.get(holder, part) : undefined;
  const last = path.at(-1);
  if (typeof holder === 'object' && holder !== null && last !== undefined) Reflect.deleteProperty(holder, last);
  return pathOf(path);
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}

function wordsOf(issue: z.core.$ZodIssue): string {
  const words = issue.message.replace(/^Invalid input: /, '').replace(/, received \w+$/, '');
  if (issue.code === 'invalid_type' && issue.input === undefined) return `is missing; ${words}`;
  if (issue.code === 'invalid_type') return `${words}, got ${typeof issue.input === 'object' ? nameOf(issue.input) : textOf(issue.input)}`;
  return `${words}${shown(issue.input)}`;
}

function nameOf(input: unknown): string {
  if (input === null) return 'nothing';
  return Array.isArray(input) ? 'a list' : 'keys of its own';
}

function shown(input: unknown): string {
  return input === undefined || typeof input === 'object' ? '' : `, got ${textOf(input)}`;
}

function textOf(input: unknown): string {
  const text = JSON.stringify(input) ?? String(input);
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
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
