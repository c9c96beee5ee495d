/** What differs between two versions, as data: their data, recipe, environment, scores and files. Pure; `dataset/difference.ts` counts the rows. */

import { createPatch } from 'diff';
import type { Json } from '../domain/canonical-json.js';
import { flatJson } from './flat-json.js';
import type { DatasetSizes, Packaging, VersionManifest } from './manifest.js';

/** Null on the side that has none. */
export interface Change {
  readonly key: string;
  readonly from: string | null;
  readonly to: string | null;
}

export interface Sides<T> {
  readonly from: T;
  readonly to: T;
}

export interface ScoreChange {
  readonly suite: string;
  readonly from: { readonly correct: number; readonly items: number } | null;
  readonly to: { readonly correct: number; readonly items: number } | null;
}

export interface VersionDifference {
  readonly model: string;
  readonly versions: Sides<string>;
  /** Digests of the dataset versions; null where they are unknown. */
  readonly datasets: Sides<string | null>;
  readonly rows: Sides<DatasetSizes | null>;
  readonly baseModel: readonly Change[];
  /** Key by key, without the digest, which follows from them. */
  readonly recipe: readonly Change[];
  /** Null where neither is recorded. */
  readonly environment: readonly Change[] | null;
  /** A suite of the same name may hold other items: each is of its own. */
  readonly scores: readonly ScoreChange[];
  readonly bytes: Sides<number>;
  /** The name, and the count of tensors of each type. */
  readonly quantization: readonly Change[];
  readonly tokenizer: Sides<string | null>;
  readonly chatTemplate: Sides<string | null>;
  /** Unified; null where the templates are the same or a text is missing. */
  readonly chatTemplatePatch: string | null;
}

export interface Compared {
  readonly manifest: VersionManifest;
  /** Of the chat template; null where there is none, or it is out of reach. */
  readonly chatTemplate: string | null;
}

/** The same versions give the same difference, in the order of the older record's keys. */
export function compareVersions(older: Compared, newer: Compared): VersionDifference {
  const [from, to] = [older.manifest, newer.manifest];
  const sides = <T>(read: (manifest: VersionManifest) => T): Sides<T> => ({ from: read(from), to: read(to) });
  return {
    model: to.model,
    versions: sides(({ version }) => version),
    datasets: sides(({ dataset }) => dataset?.version ?? null),
    rows: sides(({ datasetSizes }) => datasetSizes),
    baseModel: changesOf(from.baseModel, to.baseModel),
    recipe: changesOf(from.recipe, to.recipe).filter(({ key }) => key !== 'digest'),
    environment: from.environment === null && to.environment === null ? null : changesOf(jsonOf(from.environment), jsonOf(to.environment)),
    scores: scoreChanges(from, to),
    bytes: sides(({ artifact }) => artifact.gguf.bytes),
    quantization: changesOf(quantizationOf(from.packaging), quantizationOf(to.packaging)),
    tokenizer: sides(({ packaging }) => packaging?.tokenizerSha256 ?? null),
    chatTemplate: sides(({ packaging }) => packaging?.chatTemplate?.sha256 ?? null),
    chatTemplatePatch: templatePatch(older, newer),
  };
}

/** Every value that is on one side only or differs, by its path. */
export function changesOf(from: Json, to: Json): Change[] {
  const [before, after] = [new Map(flatJson(from)), new Map(flatJson(to))];
  const keys = [...new Set([...before.keys(), ...after.keys()])].filter((key) => key !== '');
  return keys.flatMap((key) => {
    const change = { key, from: before.get(key) ?? null, to: after.get(key) ?? null };
    return change.from === change.to ? [] : [change];
  });
}

function scoreChanges(from: VersionManifest, to: VersionManifest): ScoreChange[] {
  const scoreOf = (manifest: VersionManifest, suite: string): ScoreChange['from'] => {
    const score = manifest.evaluation?.scores.find((each) => each.suite === suite);
    return score === undefined ? null : { correct: score.correct, items: score.items };
  };
  const suites = [from, to].flatMap((manifest) => (manifest.evaluation?.scores ?? []).map(({ suite }) => suite));
  return [...new Set(suites)].map((suite) => ({ suite, from: scoreOf(from, suite), to: scoreOf(to, suite) }));
}

function quantizationOf(packaging: Packaging | null): Json {
  return packaging === null ? null : { quantization: packaging.quantization, tensors: packaging.tensorTypes };
}

function templatePatch(older: Compared, newer: Compared): string | null {
  if (older.chatTemplate === null || newer.chatTemplate === null || older.chatTemplate === newer.chatTemplate) return null;
  return chatTemplatePatch(older.chatTemplate, newer.chatTemplate);
}

/** As a unified diff, without the two lines of file names that it would begin with. Empty for equal texts. */
export function chatTemplatePatch(from: string, to: string): string {
  const patch = createPatch('chat_template', from, to, '', '', { context: 2 });
  const firstHunk = patch.indexOf('@@');
  return firstHunk === -1 ? '' : patch.slice(firstHunk);
}

/** A record is JSON already; its type does not say so. */
function jsonOf(value: object | null): Json {
  return value as Json;
}
