/** What the tests of the dataset stage share: a folder with a real store, sources written from lists of lines, and results read back. */

import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { buildDataset } from '../../../dataset/stage/build.js';
import type { BuildRequest, BuiltDataset } from '../../../dataset/stage/request.js';
import { parentFromFolder, type ParentVersion } from '../../../dataset/version/parent.js';
import { aRequest } from './requests.js';

export interface Bench {
  folder(): string;
  /** Writes each list of lines as a file of a new folder, and builds from that folder. */
  build(files: readonly (readonly string[])[], overrides?: Partial<BuildRequest>): Promise<BuiltDataset>;
  /** Writes files and names their folder. */
  sources(files: readonly (readonly string[])[]): Promise<string>;
}

/** One for a test file, removed after it. */
export function useBench(): Bench {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-dataset-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  const sources: Bench['sources'] = async (files) => {
    const path = join(folder, randomUUID());
    await mkdir(path);
    for (const [index, lines] of files.entries()) await writeFile(join(path, `${index}.jsonl`), lines.map((line) => `${line}\n`).join(''));
    return path;
  };
  return {
    folder: () => folder,
    sources,
    build: async (files, overrides = {}) =>
      await buildDataset({ ...aRequest(await sources(files), join(folder, randomUUID())), ...overrides }),
  };
}

export async function asParent({ folder }: BuiltDataset): Promise<ParentVersion> {
  return await parentFromFolder(folder);
}

/** Rows of a file of evidence or of a split. */
export async function rowsOf<Row>({ folder }: BuiltDataset, file: string): Promise<Row[]> {
  const text = await readFile(join(folder, file), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}
