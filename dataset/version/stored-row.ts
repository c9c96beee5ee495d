/** A row of a dataset version: it was checked when it came in, so only its form is looked at. */

import { z } from 'zod';
import { jsonOf } from '../../domain/answer-label.js';
import type { Example } from '../example.js';
import type { Line } from '../sources/line.js';

const form = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  messages: z.array(z.looseObject({ role: z.string() })).min(1),
  tools: z.array(z.looseObject({ type: z.string() })).optional(),
  group: z.string().optional(),
});

export interface StoredRow {
  readonly id: string;
  readonly example: Example;
  readonly group: string | null;
}

/** Throws with file and line on anything else than a stored row: then the version is damaged. */
export function parseStoredRow(line: Line, file: string): StoredRow {
  const value = jsonOf(line.bytes.toString());
  if (!form.safeParse(value).success)
    throw new Error(`Expected a dataset row at line ${line.number} of ${file}, got something else. Build the dataset again.`);
  // As it was read: parsing puts keys into another order, and the id is of their sorted one.
  const { id, messages, tools, group = null } = value as Example & { readonly id: string; readonly group?: string };
  return { id, example: tools === undefined ? { messages } : { messages, tools }, group };
}
