/** What a schema finds wrong with a pipeline file, in words: path, what was expected, what came, and what was probably meant. */

import type { z } from 'zod';
import { nearest } from '../domain/nearest.js';
import { placeAt } from './schema-places.js';
import { semanticProblems } from './semantics.js';
import { pipelineSpec, type PipelineSpec } from './spec.js';

/** Of a value that is shown; a file that was mistaken for another may hold anything. */
const shownCharacters = 80;

export interface Fault {
  readonly path: readonly PropertyKey[];
  /** A sentence that begins with the path. */
  readonly problem: string;
}

/** The spec, or what is wrong: by the schema, and by the rules between keys as far as the rest of the file can be read. */
export function judgeSpec(value: unknown): { readonly spec: PipelineSpec } | { readonly faults: readonly Fault[] } {
  const parsed = pipelineSpec.safeParse(value, { reportInput: true });
  const faults = parsed.success
    ? semanticProblems(parsed.data).map(faultOf)
    : [...parsed.error.issues.flatMap((issue) => describeIssue(issue, value)), ...brokenRulesBeside(parsed.error.issues, value)];
  return parsed.success && faults.length === 0 ? { spec: parsed.data } : { faults };
}

/** The path is what stands before the first colon. */
function faultOf(problem: string): Fault {
  return { path: problem.slice(0, problem.indexOf(':')).split('.'), problem };
}

function describeIssue(issue: z.core.$ZodIssue, value: unknown): Fault[] {
  const { path } = issue;
  if (issue.code !== 'unrecognized_keys') return [{ path, problem: `${pathOf(path) || 'the file'}: ${describeValue(issue, value)}` }];
  const { keys } = placeAt(path, value);
  return issue.keys.map((key) => {
    const known = keys.length === 0 ? '' : `; known: ${keys.join(', ')}`;
    return { path: [...path, key], problem: `${pathOf([...path, key])}: unknown key${meant(key, keys) || known}` };
  });
}

function describeValue(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === 'invalid_union') return `${wordsOf(issue)}${unknownKind(issue)}`;
  if (issue.code === 'invalid_value') return `${wordsOf(issue)}${meant(issue.input, issue.values.map(String))}`;
  if (issue.code !== 'invalid_type') return wordsOf(issue);
  const { description } = placeAt(issue.path, value);
  return `${wordsOf(issue)}${description === '' ? '' : ` (${description})`}`;
}

/** Mistaken values are taken away, so that defaults stand in; what is said of those places is no mistake of its own. */
function brokenRulesBeside(issues: readonly z.core.$ZodIssue[], value: unknown): Fault[] {
  const rest: unknown = structuredClone(value);
  const judged = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [takeAway(rest, issue.path)];
    const { keys } = placeAt(issue.path, value);
    for (const key of issue.keys) takeAway(rest, [...issue.path, key]);
    // Of a misspelt key it is the right one that is missing now.
    return issue.keys.map((key) => pathOf([...issue.path, nearest(key, keys) ?? key]));
  });
  const parsed = pipelineSpec.safeParse(rest);
  if (!parsed.success) return [];
  const overlaps = (one: string, other: string): boolean => one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
  return semanticProblems(parsed.data)
    .map(faultOf)
    .filter((fault) => !judged.some((path) => overlaps(path, pathOf(fault.path))));
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

/** What people call what the schema names. */
const plainTypes: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys of its own',
};

function wordsOf(issue: z.core.$ZodIssue): string {
  const words = issue.message
    .replace(/^Invalid (input|option): /, '')
    .replace(/, received \w+$/, '')
    .replace(/^expected (\w+)$/, (same, type: string) => (Object.hasOwn(plainTypes, type) ? `expected ${plainTypes[type]}` : same));
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

function meant(word: unknown, known: readonly string[]): string {
  const suggestion = typeof word === 'string' ? nearest(word, known) : undefined;
  return suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
}

/** What stands where the kind of a gate, monitor, … should be, and the kind that was probably meant. */
function unknownKind(issue: z.core.$ZodIssueInvalidUnion): string {
  const { input, discriminator = '' } = issue;
  const kind: unknown = typeof input === 'object' && input !== null ? Object.getOwnPropertyDescriptor(input, discriminator)?.value : input;
  const known = 'options' in issue ? (issue.options ?? []).map(String) : [];
  return `${shown(kind)}${meant(kind, known)}`;
}
