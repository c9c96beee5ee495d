/** Reads the file of a suite that people wrote. Apart from parsing, because a suite cut from a dataset comes from the store. */

import { readFile } from 'node:fs/promises';
import type { Suite, SuiteName } from './results.js';
import { parseSuite } from './suite.js';
import { EvaluationInvalidError } from './task.js';

/** Throws EvaluationInvalidError when there is no such file or it is no suite. */
export async function readSuiteFile(name: SuiteName, path: string): Promise<Suite> {
  const bytes = await readFile(path).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // A disk that fails is no fault of the suite, and may recover.
    if (!['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM'].includes(String(code))) throw error;
    throw new EvaluationInvalidError(`evaluate.${name}.suite: expected a file at ${path}; create it or correct the path`);
  });
  return parseSuite(name, bytes);
}
