/** What a pipeline file points to: data, suites, base model, environment variables. A file that is right on its own may still lead nowhere. */

import { resolve } from 'node:path';
import { storePlaceOf } from '../../../configs/env.js';
import type { Fault } from '../../../configs/mistakes.js';
import type { PipelineSpec } from '../../../configs/spec.js';
import { findSources } from '../../../dataset/sources/find.js';
import type { Suite } from '../../../evaluation/results.js';
import { readSuiteFile } from '../../../evaluation/suite-file.js';
import { EvaluationInvalidError, mistakeOf } from '../../../evaluation/task.js';
import { openSources } from '../../../platform/open-sources.js';
import { ambient } from '../../../setup/layout.js';
import { environment } from '../local.js';
import { digestOf, inspectModelFolder } from '../model-folder.js';
import type { Output } from '../output.js';

export interface Pointed {
  readonly faults: readonly Fault[];
  readonly sourceFiles: number;
  readonly suiteItems: { readonly regression: number | null; readonly safety: number | null };
  /** Of the base model's folder as it is here; null where it cannot be read. */
  readonly baseModelSha256: string | null;
  readonly environment: readonly { readonly name: string; readonly isSet: boolean }[];
}

/** Of what is wrong with the items of a suite; the file is corrected line by line anyway. */
const shownItems = 3;

export type PointedReader = (spec: PipelineSpec) => Promise<Pointed>;

/** Reads everything; a large base model takes minutes, with progress, and is read once for all files that name it. */
export function createPointedReader(output: Output): PointedReader {
  const digests = new Map<string, Promise<string>>();
  return (spec) =>
    readPointed(spec, (folder) => {
      const digest = digests.get(folder) ?? digestOf(folder, output);
      digests.set(folder, digest);
      return digest;
    });
}

type Digest = (folder: string) => Promise<string>;

async function readPointed(spec: PipelineSpec, digest: Digest): Promise<Pointed> {
  const remote = openSources(storePlaceOf(await environment()).s3);
  const sources = await Promise.all(spec.data.sources.map((source) => findSources([source], remote)));
  const [regression, safety] = await Promise.all([readSuite(spec, 'regression'), readSuite(spec, 'safety')]);
  const base = await readBase(spec, digest);
  const variables = spec.notify.map(({ url }, index) => ({ index, name: url.replace(/^env:/, '') }));
  const isSet = (name: string): boolean => (ambient[name] ?? '') !== '';
  return {
    faults: [
      ...sources.flatMap(({ problems }, index) => problems.map((problem) => faultAt(`data.sources.${index}`, problem))),
      ...base.faults,
      ...regression.faults,
      ...safety.faults,
      ...variables
        .filter(({ name }) => !isSet(name))
        .map(({ index, name }) =>
          faultAt(`notify.${index}.url`, `expected the environment variable ${name} to be set, it is not set here`),
        ),
    ],
    sourceFiles: new Set(sources.flatMap(({ files }) => files.map(({ name }) => (name.includes('://') ? name : resolve(name))))).size,
    suiteItems: { regression: regression.items, safety: safety.items },
    baseModelSha256: base.sha256,
    environment: [...new Set(variables.map(({ name }) => name))].map((name) => ({ name, isSet: isSet(name) })),
  };
}

function faultAt(path: string, problem: string): Fault {
  return { path: path.split('.'), problem: `${path}: ${problem}` };
}

interface ReadSuite {
  readonly faults: readonly Fault[];
  /** Null where the file names no suite, or none that can be read. */
  readonly items: number | null;
}

async function readSuite({ evaluate, task }: PipelineSpec, name: 'regression' | 'safety'): Promise<ReadSuite> {
  const place = `evaluate.${name}.suite`;
  const path = evaluate[name]?.suite;
  if (path === undefined) return { faults: [], items: null };
  try {
    const suite = await readSuiteFile(name, path);
    const problems = suite.items.length === 0 ? [`${path} is empty, and no gate passes on an empty suite`] : itemProblems(suite, task);
    return { faults: problems.map((problem) => faultAt(place, problem)), items: suite.items.length };
  } catch (error) {
    if (!(error instanceof EvaluationInvalidError)) throw error;
    return { faults: [faultAt(place, error.message.replace(`${place}: `, ''))], items: null };
  }
}

/** Each expected answer must pass its own item: otherwise no model ever can. */
function itemProblems({ items }: Suite, task: PipelineSpec['task']): string[] {
  const problems = items.flatMap((item) => {
    try {
      const mistake = mistakeOf(item, item.expected ?? '', task);
      return item.expected === undefined || mistake === undefined ? [] : [`item ${item.id}: its own expected answer is wrong: ${mistake}`];
    } catch (error) {
      if (error instanceof EvaluationInvalidError) return [error.message];
      throw error;
    }
  });
  const more = problems.length - shownItems;
  return [...problems.slice(0, shownItems), ...(more > 0 ? [`and ${more} more items like these`] : [])];
}

async function readBase({ train }: PipelineSpec, digest: Digest): Promise<{ faults: Fault[]; sha256: string | null }> {
  const { uri, sha256 } = train.baseModel;
  const inspected = await inspectModelFolder(uri);
  if ('why' in inspected) {
    const why = inspected.why.replaceAll('\n', ', ');
    return { faults: [faultAt('train.baseModel.uri', `${inspected.what}, ${why}; ${inspected.next}`)], sha256: null };
  }
  const found = await digest(uri);
  const wrong = `expected ${sha256}, ${uri} has ${found}; if these are the right weights, write that`;
  return { faults: found === sha256 ? [] : [faultAt('train.baseModel.sha256', wrong)], sha256: found };
}
