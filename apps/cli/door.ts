/** What is wrong with the files of a model, as every command that takes one in tells it: a line for each, and what to do. */

import type { Explanation } from '../../domain/explained-error.js';
import { problemsOfModelFolder } from '../../gguf/model-folder.js';

const shownProblems = 20;

/** Undefined for a folder that may come in. */
export async function refusedAtDoor(folder: string, what: string): Promise<Explanation | undefined> {
  const problems = await problemsOfModelFolder(folder);
  if (problems.length === 0) return undefined;
  const more = problems.length - shownProblems;
  const lines = problems.slice(0, shownProblems).map(({ path, problem }) => `${path} ${problem}`);
  const next = [...new Set(problems.map((each) => each.next))].join('; ');
  return { what, why: [...lines, ...(more > 0 ? [`and ${more} more files`] : [])].join('\n'), next };
}
