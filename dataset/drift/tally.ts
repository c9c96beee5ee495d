/** Counts of one set of examples, existing or new, that drift is judged on: mergeable, and plain JSON, because each version stores its own as `profile.json`. */

import { z } from 'zod';
import { compareTexts } from './compare-texts.js';
import { lengthBucket } from './length-bucket.js';
import type { TallyFacts } from './facts.js';

export { factsOf, type TallyFacts } from './facts.js';

/** Without a prototype, so that a label called `constructor` or `__proto__` is counted like any other. */
export type Counts = Record<string, number>;

export interface Tally {
  examples: number;
  /** Without a label; those without a source are the rest of `examples`. */
  unlabelled: number;
  readonly labels: Counts;
  readonly sources: Counts;
  /** By pattern, such as `system,user,assistant`. */
  readonly roles: Counts;
  readonly tools: Counts;
  readonly tasks: Counts;
  /** By buckets that double: `0`, `1`, `2-3`, `4-7`, …, in words of the whole example. */
  readonly lengths: Counts;
  /** By name, then by type; `missing` is null or empty. A record without the field is in none of them. */
  readonly fields: Record<string, Counts>;
  /** Examples whose label (or source, …) is none of the `mostKinds` that are counted one by one. */
  readonly beyond: Record<OpenKind, number>;
}

export const openKinds = ['labels', 'sources', 'roles', 'tools'] as const;
/** Those of which data may bring any number. */
export type OpenKind = (typeof openKinds)[number];

/** Kept by name of labels, sources and so on when a tally is stored. */
export const mostKinds = 10_000;

export function emptyTally(): Tally {
  return {
    examples: 0,
    unlabelled: 0,
    labels: emptyCounts(),
    sources: emptyCounts(),
    roles: emptyCounts(),
    tools: emptyCounts(),
    tasks: emptyCounts(),
    lengths: emptyCounts(),
    fields: Object.create(null) as Record<string, Counts>,
    beyond: { labels: 0, sources: 0, roles: 0, tools: 0 },
  };
}

/** Counts one example in. The order of examples never matters. */
export function addToTally(tally: Tally, facts: TallyFacts): void {
  tally.examples += 1;
  if (facts.label === null) tally.unlabelled += 1;
  else add(tally.labels, facts.label, 1);
  if (facts.source !== null) add(tally.sources, facts.source, 1);
  add(tally.roles, facts.roles, 1);
  add(tally.tools, facts.tools, 1);
  add(tally.tasks, facts.task, 1);
  add(tally.lengths, lengthBucket(facts.words), 1);
  for (const { name, type } of fieldsOf(facts.shape)) add((tally.fields[name] ??= emptyCounts()), type, 1);
}

/** A new tally; associative and commutative. */
export function mergeTallies(left: Tally, right: Tally): Tally {
  const merged = emptyTally();
  for (const tally of [left, right]) {
    merged.examples += tally.examples;
    merged.unlabelled += tally.unlabelled;
    for (const kind of [...openKinds, 'tasks', 'lengths'] as const) addAll(merged[kind], tally[kind]);
    for (const kind of openKinds) merged.beyond[kind] += tally.beyond[kind];
    for (const [name, types] of Object.entries(tally.fields)) addAll((merged.fields[name] ??= emptyCounts()), types);
  }
  return merged;
}

/**
 * As it is stored: at most `mostKinds` of each kind by name, the most frequent ones (by name among equals), the others only as a number in
 * `beyond`; keys in sorted order. The same examples in any order give the same JSON text.
 */
export function boundedTally(tally: Tally): Tally {
  const bounded = { ...emptyTally(), examples: tally.examples, unlabelled: tally.unlabelled };
  for (const kind of openKinds) {
    const ranked = Object.entries(tally[kind]).toSorted(([a, countA], [b, countB]) => countB - countA || compareTexts(a, b));
    const kept = ranked.slice(0, mostKinds).toSorted(([a], [b]) => compareTexts(a, b));
    for (const [key, count] of kept) bounded[kind][key] = count;
    bounded.beyond[kind] = tally.beyond[kind] + ranked.slice(mostKinds).reduce((sum, [, count]) => sum + count, 0);
  }
  for (const kind of ['tasks', 'lengths'] as const) addAll(bounded[kind], sorted(tally[kind]));
  const fields = Object.entries(tally.fields).toSorted(([a, typesA], [b, typesB]) => sumOf(typesB) - sumOf(typesA) || compareTexts(a, b));
  for (const [name, types] of fields.slice(0, mostKinds).toSorted(([a], [b]) => compareTexts(a, b))) bounded.fields[name] = sorted(types);
  return bounded;
}

const countsSchema = z.custom<Counts>(isCounts, 'Expected counts by name').transform((counts) => withoutPrototype(counts));

/** Reads what `JSON.stringify` made of a tally. */
export const tallySchema: z.ZodType<Tally> = z.object({
  examples: z.int().nonnegative(),
  unlabelled: z.int().nonnegative(),
  labels: countsSchema,
  sources: countsSchema,
  roles: countsSchema,
  tools: countsSchema,
  tasks: countsSchema,
  lengths: countsSchema,
  // zod's own records leave out a key called `__proto__`.
  fields: z
    .custom<Record<string, Counts>>((value) => isObject(value) && Object.values(value).every(isCounts), 'Expected counts by field and type')
    .transform((fields) => withoutPrototype(fields, (types) => withoutPrototype(types))),
  beyond: z.object({
    labels: z.int().nonnegative(),
    sources: z.int().nonnegative(),
    roles: z.int().nonnegative(),
    tools: z.int().nonnegative(),
  }),
});

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((count) => Number.isSafeInteger(count) && Number(count) >= 0);
}

function withoutPrototype<Value>(values: Record<string, Value>, of = (value: Value): Value => value): Record<string, Value> {
  const copy = Object.create(null) as Record<string, Value>;
  for (const [key, value] of Object.entries(values)) copy[key] = of(value);
  return copy;
}

function emptyCounts(): Counts {
  return Object.create(null) as Counts;
}

function add(counts: Counts, key: string, count: number): void {
  counts[key] = (counts[key] ?? 0) + count;
}

function addAll(counts: Counts, more: Counts): void {
  for (const [key, count] of Object.entries(more)) add(counts, key, count);
}

function sumOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function sorted(counts: Counts): Counts {
  const result = emptyCounts();
  for (const key of Object.keys(counts).toSorted(compareTexts)) result[key] = counts[key] ?? 0;
  return result;
}

interface Field {
  readonly name: string;
  readonly type: string;
}

/** Nearly all lines of a file have one of a few shapes: each is split once. */
const knownShapes = new Map<string, readonly Field[]>();
const mostKnownShapes = 1_000;

function fieldsOf(shape: string): readonly Field[] {
  const known = knownShapes.get(shape);
  if (known !== undefined) return known;
  if (knownShapes.size >= mostKnownShapes) knownShapes.clear();
  const fields = shape === '' ? [] : shape.split('\n').map(fieldOf);
  knownShapes.set(shape, fields);
  return fields;
}

/** A name may hold a colon, a type does not. */
function fieldOf(entry: string): Field {
  const colon = entry.lastIndexOf(':');
  return { name: entry.slice(0, colon), type: entry.slice(colon + 1) };
}
