/** Reads a split of a dataset version. */

import { maximumLineBytes } from '../schema/parse.js';
import { sourceFileOf } from '../sources/format.js';
import { beginning } from '../sources/source-file.js';
import { storedLocally } from '../sources/stored-locally.js';
import { parseStoredRow, type StoredRow } from './stored-row.js';

/** Room for id and group beside what was just short enough at the source. */
export const maximumRowBytes = 2 * maximumLineBytes;

/** Throws with file and line on anything that is no row. */
export async function* readRows(path: string): AsyncGenerator<StoredRow> {
  const file = sourceFileOf(await storedLocally(path), '.jsonl');
  for await (const lines of file.lines(beginning, maximumRowBytes)) for (const line of lines) yield parseStoredRow(line, path);
}
