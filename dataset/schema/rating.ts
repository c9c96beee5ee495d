/** Reads a person's rating. Its scale is not written anywhere, so it is taken for the smallest usual one that holds it: never worse than it was meant. */

import { beside } from './beside.js';
import type { JsonRecord } from './record-schema.js';

const ratingKeys = ['rating', 'human_rating', 'humanRating', 'stars', 'score', 'feedback', 'thumbs'];
const words: Readonly<Record<string, number | undefined>> = { up: 1, good: 1, down: 0, bad: 0 };
const decimal = /^-?\d+(?:\.\d+)?$/;

/** 0 (worst) to 1; null where none is found. 0 to 1 is taken as it is, up to 5 and up to 10 count from 1, up to 100 from 0; -1 is thumbs down. */
export function ratingOf(record: JsonRecord): number | null {
  for (const key of ratingKeys) {
    const value = beside(record, key);
    const rating = value === undefined ? null : fromValue(value);
    if (rating !== null) return rating;
  }
  return null;
}

function fromValue(value: unknown): number | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string') return null;
  const text = value.trim().toLowerCase();
  if (decimal.test(text)) return fromNumber(Number(text));
  return (Object.hasOwn(words, text) ? words[text] : undefined) ?? null;
}

function fromNumber(value: number): number | null {
  if (value === -1) return 0;
  if (value < 0 || value > 100) return null;
  if (value <= 1) return value;
  if (value <= 5) return (value - 1) / 4;
  return value <= 10 ? (value - 1) / 9 : value / 100;
}
