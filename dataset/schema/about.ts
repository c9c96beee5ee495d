/** Reads what a line says about its example: group, label, source, rating, time and shape. */

import type { About, SchemaName } from '../example.js';
import type { DatasetPolicy } from '../policy.js';
import { beside, besidePath, textOf } from './beside.js';
import { contentPathOf, type Draft } from './draft.js';
import { hasLoneSurrogate, Problem, typeName } from './problem.js';
import { ratingOf } from './rating.js';
import { labelBeside, labelInAnswer } from './record-label.js';
import type { JsonRecord } from './record-schema.js';
import { createShapeReader } from './record-shape.js';
import { timeOf } from './time.js';

export type AboutReader = (draft: Draft, schema: SchemaName) => About | Problem;

export function createAboutReader({ labelPath, heldOut }: Pick<DatasetPolicy, 'labelPath' | 'heldOut'>): AboutReader {
  const shapeOf = createShapeReader();
  return (draft, schema) => {
    const { record } = draft.origin;
    const group = groupOf(record, heldOut.groupBy);
    if (group instanceof Problem) return group;
    const at = timeOf(beside(record, heldOut.timeKey));
    if (at === null && heldOut.after !== undefined) return noTime(record, heldOut.timeKey);
    const label = labelPath === undefined ? labelBeside(record) : answerLabel(draft, labelPath);
    if (label instanceof Problem) return label;
    const source = textOf(beside(record, 'source')) ?? null;
    return { schema, group, label, source, rating: ratingOf(record), at, shape: shapeOf(record) };
  };
}

/** Numbers and texts that read alike are one group: too large a group never leaks. */
function groupOf(record: JsonRecord, groupBy: string | undefined): string | null | Problem {
  if (groupBy === undefined) return null;
  const value = beside(record, groupBy);
  if (value === undefined) return null;
  const path = besidePath(record, groupBy);
  return (
    textOf(value) ?? new Problem('invalid-group', path, `expected a text or a number to group by, found ${typeName(value)}; correct it`)
  );
}

function noTime(record: JsonRecord, key: string): Problem {
  const value = beside(record, key);
  const path = value === undefined ? [] : besidePath(record, key);
  const found = value === undefined ? 'none' : `${typeName(value)} that reads as no time`;
  return new Problem(
    'no-time',
    path,
    `expected a time (ISO 8601 text, seconds or milliseconds since 1970) at the key ${key}, found ${found}; write it`,
  );
}

function answerLabel({ messages, origin }: Draft, labelPath: string): string | Problem {
  const last = messages.length - 1;
  const label = labelInAnswer(messages[last]?.content ?? null, labelPath);
  const path = contentPathOf(origin, last);
  const expected = labelPath === '' ? 'an answer that is the label' : `a JSON answer with a text at ${labelPath}`;
  if (label === undefined) return new Problem('no-label', path, `expected ${expected}, found none; correct the answer or labelPath`);
  // An answer's own escapes are not part of the line's.
  return hasLoneSurrogate(label)
    ? new Problem('lone-surrogate', path, `expected ${expected}, found half a surrogate pair in it; write it anew`)
    : label;
}
