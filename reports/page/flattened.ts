/** Stored JSON as names and values, for records whose keys are their writer's. */

import type { Json } from '../../domain/canonical-json.js';
import type { Fact } from './facts.js';
import { cutText } from './words.js';

const mostFacts = 80;

/** `seconds.train` from `{ seconds: { train: … } }`; lists are written in one line. */
export function flattened(json: Json, without: readonly string[] = []): Fact[] {
  const facts = entriesOf('', json).filter(([name]) => !without.includes(name));
  const left = facts.length - mostFacts;
  return left > 0 ? [...facts.slice(0, mostFacts), ['…', `${left} more in the record`]] : facts;
}

function entriesOf(name: string, json: Json): (readonly [string, string])[] {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return [[name, cutText(textOf(json), 300)]];
  return Object.entries(json).flatMap(([key, value]) => entriesOf(name === '' ? key : `${name}.${key}`, value));
}

function textOf(json: Json): string {
  return typeof json === 'string' ? json : JSON.stringify(json);
}
