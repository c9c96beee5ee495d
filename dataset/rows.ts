/** The form of a row inside a dataset version, and how to read a split: one JSON object a line with id and messages. */

import { z } from 'zod';
import { canonicalJson } from '../domain/canonical-json.js';
import type { ChatMessage } from '../platform/ports.js';
import { readLines, type Line } from './lines.js';
import { maximumLineBytes, messageSchema, type Row } from './row.js';

export interface DatasetRow {
  /** SHA-256 of the canonical JSON of `messages`. */
  readonly id: string;
  readonly messages: readonly ChatMessage[];
  /** Value of the `groupBy` key at the source; null when it had none. */
  readonly group: string | null;
}

/** Room for id and group beside messages that were just short enough at the source. */
export const maximumRowBytes = 2 * maximumLineBytes;

const storedRow = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  messages: z.array(messageSchema).min(1),
  group: z.string().optional(),
});

/** Reads a split of a dataset version. Throws with the line's number on anything that is no row. */
export async function* readRows(path: string): AsyncGenerator<DatasetRow> {
  for await (const lines of readLines(path, maximumRowBytes)) for (const line of lines) yield parseStoredRow(line, path);
}

export function parseStoredRow(line: Line, path: string): DatasetRow {
  const parsed = storedRow.safeParse(jsonOf(line));
  if (parsed.success) return { id: parsed.data.id, messages: parsed.data.messages, group: parsed.data.group ?? null };
  throw new Error(`Expected a dataset row at line ${line.number} of ${path}, got something else. Build the dataset again.`);
}

/** One line, without line end; canonical, so that equal rows give equal files. */
export function storedLineOf(row: Row): string {
  return canonicalJson({ id: row.id, messages: row.messages, group: row.group ?? undefined });
}

function jsonOf(line: Line): unknown {
  try {
    return JSON.parse(line.bytes.toString());
  } catch {
    return undefined;
  }
}
