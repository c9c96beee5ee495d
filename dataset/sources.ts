/** Turns what a pipeline file names as sources into a sorted list of files, or says of each source what is wrong with it. */

import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

export interface FoundSources {
  /** Each file once, sorted. */
  readonly files: readonly string[];
  /** One sentence for every source that gave nothing or cannot be read. */
  readonly problems: readonly string[];
}

/** A source is a local file, a folder (its `*.jsonl`, not those of its folders) or a pattern with `*` in its last part. */
export async function findSources(sources: readonly string[]): Promise<FoundSources> {
  const files = new Map<string, string>();
  const problems: string[] =
    sources.length === 0 ? ['Expected at least one source, got none. Name a file, a folder or a pattern under data.sources.'] : [];
  for (const source of sources) {
    try {
      for (const file of await filesOf(source)) files.set(resolve(file), file);
    } catch (error) {
      problems.push(`Source ${source}: ${problemOf(error)}`);
    }
  }
  return { files: [...files.values()].toSorted(), problems };
}

async function filesOf(source: string): Promise<string[]> {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(source))
    throw new Error('expected a local path, got an address. Copy the data to this machine and name its folder.');
  if (source.includes('*')) return await matching(dirname(source), basename(source), source);
  if ((await stat(source)).isDirectory()) return await matching(source, '*.jsonl', source);
  return [await readable(source)];
}

async function matching(folder: string, pattern: string, source: string): Promise<string[]> {
  if (folder.includes('*')) throw new Error('expected "*" in the last part of the path only. Name each folder as a source of its own.');
  const escaped = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  const expression = new RegExp(`^${escaped.join('.*')}$`);
  const names = (await readdir(folder)).filter((name) => expression.test(name) && !name.startsWith('.'));
  if (names.length === 0)
    throw new Error(`expected files like ${pattern}, found none. Check the path${source.includes('*') ? '' : '; only *.jsonl is read'}.`);
  return await Promise.all(names.map((name) => readable(join(folder, name))));
}

async function readable(path: string): Promise<string> {
  if (!(await stat(path)).isFile()) throw new Error(`expected a file at ${path}, found something else.`);
  // Asking for permission says less than opening: a file server decides by itself.
  await (await open(path)).close();
  return path;
}

function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'expected a file or folder, found nothing. Check the path.';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user. Change its permissions.';
  return error.message;
}
