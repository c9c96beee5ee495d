/** Fields of a record with their types, as one text. Files have few shapes, so each is sorted once. */

import { isRecord } from './problem.js';
import { isMissing, type JsonRecord } from './record-schema.js';

const shapesKept = 512;

/** Of `About.shape`. */
export function createShapeReader(): (record: JsonRecord) => string {
  const sortedOf = new Map<string, string>();
  return (record) => {
    const shape = fields(record, '') + (isRecord(record['metadata']) ? fields(record['metadata'], 'metadata.') : '');
    const kept = sortedOf.get(shape);
    if (kept !== undefined) return kept;
    if (sortedOf.size >= shapesKept) sortedOf.clear();
    const sorted = shape.split('\n').slice(0, -1).toSorted().join('\n');
    sortedOf.set(shape, sorted);
    return sorted;
  };
}

function fields(record: JsonRecord, prefix: string): string {
  let shape = '';
  for (const key in record) shape += `${prefix}${key.includes('\n') ? key.replaceAll('\n', '\\n') : key}:${typeOf(record[key])}\n`;
  return shape;
}

function typeOf(value: unknown): string {
  if (isMissing(value)) return 'missing';
  return Array.isArray(value) ? 'array' : typeof value;
}
