/** Reads one JSON text without losing or bending anything: what `JSON.parse` would change in silence is a problem here. */

import { concatenated, maximumDepth, scanJson, suspicious, tooDeep } from './json-scan.js';
import { findHazard } from './json-walk.js';
import { hasLoneSurrogate, Problem } from './problem.js';

const surrogateEscape = /\\u[dD][89a-fA-F]/;

/** The value, or why there is none. Positions in messages are bytes from the beginning of the text, from 0. */
export function readJson(text: string): unknown {
  const flags = scanJson(text);
  if ((flags & tooDeep) !== 0)
    return new Problem('too-deep', '', `expected at most ${maximumDepth} levels of objects and lists, found more; flatten the record`);
  if ((flags & concatenated) !== 0)
    return new Problem('concatenated-objects', '', 'expected one JSON object, found another one after it; put each on a line of its own');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Its message quotes the text.
    return findHazard(text) ?? new Problem('invalid-json', '', 'expected one JSON object a line');
  }
  const closer = (flags & suspicious) !== 0 || (text.includes('\\u') && surrogateEscape.test(text) && isIllFormed(value));
  return (closer ? findHazard(text) : undefined) ?? value;
}

/** Far cheaper than a walk, and emoji as escapes are common. */
function isIllFormed(value: unknown): boolean {
  if (typeof value === 'string') return hasLoneSurrogate(value);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(isIllFormed);
  return Object.entries(value).some(([key, member]) => hasLoneSurrogate(key) || isIllFormed(member));
}
