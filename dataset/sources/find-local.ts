/** The local files that a source names: a file, a folder, or a pattern with `*` in its last part. */

import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { endingOf, endings } from './format.js';
import { nameMatcher } from './name-pattern.js';
import { storedLocally } from './stored-locally.js';
import type { StoredFile } from './stored-file.js';

export interface FoundFile {
  /** The same for two names of one file. */
  readonly key: string;
  readonly file: StoredFile;
}

/** Of a folder all files that are read, not those of its folders. Throws the system's error, or one with a sentence. */
export async function findLocal(source: string): Promise<FoundFile[]> {
  const paths = await pathsOf(source);
  return await Promise.all(paths.map(async (path) => ({ key: await realpath(path), file: await storedLocally(path) })));
}

async function pathsOf(source: string): Promise<string[]> {
  const isPattern = source.includes('*');
  if (!isPattern && !(await stat(source)).isDirectory()) return [source];
  const folder = isPattern ? dirname(source) : source;
  if (folder.includes('*')) throw new Error('expected "*" in the last part of the path only. Name each folder as a source of its own.');
  const matches = isPattern ? nameMatcher(basename(source)) : () => true;
  const entries = await readdir(folder, { withFileTypes: true });
  const named = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.') && matches(entry.name));
  const read = named.filter(({ name }) => endingOf(name) !== undefined);
  if (read.length > 0) return read.map(({ name }) => join(folder, name)).toSorted();
  if (named.length === 0) throw new Error(`expected files, found none. ${isPattern ? 'Check the pattern.' : 'Check the path.'}`);
  throw new Error(`expected files whose names end with one of ${endings.join(', ')}, found ${named.length} with other names.`);
}
