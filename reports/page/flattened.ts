/** Stored JSON as names and values, for records whose keys are their writer's. */

import type { Json } from '../../domain/canonical-json.js';
import { flatJson } from '../../registry/flat-json.js';
import type { Fact } from './facts.js';
import { cutText } from './words.js';

const mostFacts = 80;

/** `seconds.train` from `{ seconds: { train: … } }`; lists are written in one line. */
export function flattened(json: Json, without: readonly string[] = []): Fact[] {
  const facts = flatJson(json)
    .filter(([name]) => !without.includes(name))
    .map(([name, value]): Fact => [name, cutText(value, 300)]);
  const left = facts.length - mostFacts;
  return left > 0 ? [...facts.slice(0, mostFacts), ['…', `${left} more in the record`]] : facts;
}
