/** Reads the file of a suite that people wrote. Apart from parsing, because a suite cut from a dataset comes from the store. */

import { readFile } from 'node:fs/promises';
import type { Suite, SuiteItem, SuiteName } from './results.js';
import { parseSuite } from './suite.js';
import { EvaluationInvalidError } from './task.js';

/** Throws EvaluationInvalidError when there is no such file or it is no suite. */
export async function readSuiteFile(name: SuiteName, path: string): Promise<Suite> {
  return parseSuite(name, await bytesOf(name, path));
}

/** With the line of each item, from 1. Throws as `readSuiteFile`. */
export async function readSuiteLines(name: SuiteName, path: string): Promise<readonly (SuiteItem & { readonly line: number })[]> {
  const bytes = await bytesOf(name, path);
  const { items } = parseSuite(name, bytes);
  // A suite has an item on every line that is not blank.
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [index + 1]));
  return items.map((item, index) => ({ ...item, line: lines[index] ?? 0 }));
}

async function bytesOf(name: SuiteName, path: string): Promise<Buffer> {
  return await readFile(path).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // A disk that fails is no fault of the suite, and may recover.
    if (!['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM'].includes(String(code))) throw error;
    throw new EvaluationInvalidError(`evaluate.${name}.suite: expected a file at ${path}; create it or correct the path`);
  });
}
