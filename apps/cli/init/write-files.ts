/** Writes several files all or none: what stands there is kept unless told otherwise, and a failure takes everything back. */

import { mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError } from '../exit.js';

export interface NewFile {
  readonly path: string;
  readonly text: string;
  /** Of all models together: one that is there, even with other content, is left as it is. */
  readonly shared: boolean;
}

export interface WrittenFiles {
  readonly written: readonly string[];
  /** There already, with this very content. */
  readonly unchanged: readonly string[];
  /** Shared, and there with other content. */
  readonly kept: readonly string[];
}

interface Planned extends NewFile {
  /** Of now; null where there is none. */
  readonly before: string | null;
}

/** Throws UsageError, and changes nothing, where a file with other content is there and `force` is not given. */
export async function writeFiles(files: readonly NewFile[], { force }: { readonly force: boolean }): Promise<WrittenFiles> {
  const planned = await Promise.all(files.map(async (file): Promise<Planned> => ({ ...file, before: await contentOf(file.path) })));
  const differing = planned.filter(({ before, text }) => before !== null && before !== text);
  const conflicts = differing.filter(({ shared }) => !shared);
  if (conflicts.length > 0 && !force) throw inTheWay(conflicts);
  const due = planned.filter((file) => file.before === null || (force && differing.includes(file)));
  const undo: (() => Promise<unknown>)[] = [];
  try {
    for (const file of due) await writeBeside(file, undo);
    for (const file of due) await putInPlace(file, undo);
  } catch (error) {
    for (const step of undo.toReversed()) await step().catch(() => undefined);
    throw error;
  }
  const pathsOf = (some: readonly Planned[]): string[] => some.map(({ path }) => path);
  return {
    written: pathsOf(due),
    unchanged: pathsOf(planned.filter(({ before, text }) => before === text)),
    kept: pathsOf(differing.filter((file) => !due.includes(file))),
  };
}

function inTheWay(files: readonly Planned[]): UsageError {
  return new UsageError({
    what: `${files.length === 1 ? 'a file is' : `${files.length} files are`} there already, and nothing was written`,
    why: files.map(({ path }) => path).join('\n'),
    next: '--force replaces them; --model takes another name, and with it other files',
  });
}

async function contentOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // A part of the path that is a file shows when the folder is made.
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    if (code !== 'EISDIR') throw error;
    throw new UsageError({ what: `${path}: expected a file or nothing`, why: 'a folder is there', next: 'move it away' });
  }
}

async function writeBeside({ path, text }: Planned, undo: (() => Promise<unknown>)[]): Promise<void> {
  await makeFolder(dirname(path), undo);
  undo.push(() => rm(partialOf(path), { force: true }));
  await writeFile(partialOf(path), text);
}

async function putInPlace({ path, before }: Planned, undo: (() => Promise<unknown>)[]): Promise<void> {
  undo.push(() => (before === null ? rm(path, { force: true }) : writeFile(path, before)));
  await rename(partialOf(path), path);
}

/** Undone from the innermost out, and only while it is empty. */
async function makeFolder(folder: string, undo: (() => Promise<unknown>)[]): Promise<void> {
  try {
    const first = await mkdir(folder, { recursive: true });
    const made: string[] = [];
    if (first !== undefined) for (let each = folder; each !== dirname(first); each = dirname(each)) made.unshift(each);
    for (const each of made) undo.push(() => rmdir(each));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EEXIST' && code !== 'ENOTDIR') throw error;
    throw new UsageError({
      what: `${folder}: expected a folder`,
      why: 'a file is in its place',
      next: 'move it away, or work in another folder',
    });
  }
}

function partialOf(path: string): string {
  return `${path}.partial`;
}
