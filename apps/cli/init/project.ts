/** The folder that somebody works in: where its files go, and how a pipeline file names what lies in it or elsewhere. */

import { readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { jsonOf } from '../../../domain/answer-label.js';

export interface Project {
  readonly folder: string;
  /** Of the pipeline files; suites and the schema lie beside it. */
  readonly pipelines: string;
}

export interface ProjectPaths {
  readonly pipeline: string;
  readonly schema: string;
  readonly regression: string;
  readonly safety: string;
  readonly compose: string;
}

const packageFile = z.looseObject({
  dependencies: z.looseObject({ slipway: z.string().optional() }).optional(),
  devDependencies: z.looseObject({ slipway: z.string().optional() }).optional(),
});

export function pathsOf({ folder, pipelines }: Project, model: string): ProjectPaths {
  const configs = dirname(pipelines);
  return {
    pipeline: join(pipelines, `${model}.yaml`),
    schema: join(configs, 'pipeline.schema.json'),
    regression: join(configs, 'suites', model, 'regression.jsonl'),
    safety: join(configs, 'suites', model, 'safety.jsonl'),
    compose: join(folder, 'docker-compose.slipway.yml'),
  };
}

/** Relative to the pipeline file where it lies in the project, so that the project can be moved; else absolute. */
export function namedInPipeline({ folder, pipelines }: Project, path: string): string {
  const absolute = resolve(folder, path);
  return isInside(folder, absolute) ? slashes(relative(pipelines, absolute)) : absolute;
}

/** As people are told of it. */
export function shortPath({ folder }: Project, path: string): string {
  return isInside(folder, path) ? slashes(relative(folder, path)) : path;
}

/** The model's name that a file of examples suggests: `Support Tickets.jsonl` is support-tickets. */
export function suggestedModel(dataFile: string): string | undefined {
  const name = basename(dataFile)
    .replace(/\.[a-z]+$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return name === '' ? undefined : name;
}

/** What the project's package.json takes Slipway from, relative to the project; null where that is no file. */
export async function tarballOf(folder: string): Promise<string | null> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
  const { data } = packageFile.safeParse(jsonOf(text) ?? {});
  const from = data?.dependencies?.slipway ?? data?.devDependencies?.slipway ?? '';
  return from.startsWith('file:') ? slashes(relative(folder, resolve(folder, from.slice('file:'.length)))) : null;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}

function slashes(path: string): string {
  return path.split(sep).join('/');
}
