/** One local file of examples by its path, without a look at its content: for files that Slipway wrote itself. */

import { endingOf, endings, sourceFileOf } from './format.js';
import type { SourceFile } from './source-file.js';
import { storedLocally } from './stored-locally.js';

export async function localFile(path: string): Promise<SourceFile> {
  const ending = endingOf(path);
  if (ending === undefined) throw new Error(`Expected a file whose name ends with one of ${endings.join(', ')}, got ${path}.`);
  return sourceFileOf(await storedLocally(path), ending);
}
