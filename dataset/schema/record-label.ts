/** The label of a record, beside its content or in its answer. */

import { labelOf } from '../../domain/answer-label.js';
import { beside, textOf } from './beside.js';
import { isMissing, type JsonRecord } from './record-schema.js';

/** Keys that name a label, the first with a value counts. */
const labelKeys = ['label', 'category', 'intent', 'class'] as const;

/** Of a key at the top: the first with a value, else the first there is. */
export function labelKeyOf(record: JsonRecord): string | undefined {
  return labelKeys.find((key) => !isMissing(record[key])) ?? labelKeys.find((key) => record[key] !== undefined);
}

/** Null where nothing beside the content is a label. */
export function labelBeside(record: JsonRecord): string | null {
  for (const key of labelKeys) {
    const label = textOf(beside(record, key))?.trim();
    if (label !== undefined && label !== '') return label;
  }
  return null;
}

/** By `labelPath`, `''` being the whole answer; undefined where there is none. */
export function labelInAnswer(answer: string | null, labelPath: string): string | undefined {
  if (answer === null) return undefined;
  const label = labelPath === '' ? answer : labelOf(answer, labelPath);
  return label?.trim() === '' ? undefined : labelPath === '' ? label?.trim() : label;
}
