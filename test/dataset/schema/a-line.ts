/** Lines and parsers for tests of the schemas. */

import { createParser, type Parsed, type ParsingPolicy } from '../../../dataset/schema/parse.js';
import type { About, Example } from '../../../dataset/example.js';
import type { Line } from '../../../dataset/sources/line.js';

/** A line of these bytes, of this text, or of the JSON of another value. */
export function aLine(content: unknown, overrides: Partial<Line> = {}): Line {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  return { number: 1, offset: 0, length: bytes.length, bytes, tooLong: false, ...overrides };
}

export function aPolicy(overrides: Partial<ParsingPolicy> = {}): ParsingPolicy {
  return { profile: 'generic', plainChat: false, heldOut: { percent: 10, timeKey: 'createdAt' }, ...overrides };
}

export function parsed(content: unknown, overrides: Partial<ParsingPolicy> = {}): Parsed {
  return createParser(aPolicy(overrides), null).parse(aLine(content));
}

/** Code and pointer of a quarantined line, `accepted` or `blank`. */
export function outcomeOf(result: Parsed): string {
  if (result.kind === 'quarantined') return `${result.code} ${result.pointer}`.trimEnd();
  return result.kind === 'example' ? 'accepted' : result.kind;
}

export function whole(content: unknown, overrides: Partial<ParsingPolicy> = {}): { readonly example: Example; readonly about: About } {
  const result = parsed(content, overrides);
  if (result.kind !== 'example') throw new Error(`Expected an example, got ${JSON.stringify(result)}.`);
  return result;
}

export const user = { role: 'user', content: 'Where is it?' };
export const assistant = { role: 'assistant', content: 'Here.' };
export const system = { role: 'system', content: 'Be brief.' };

export function aCall(id: string | undefined, parameters: unknown = '{}', name = 'find'): object {
  return { ...(id === undefined ? {} : { id }), type: 'function', function: { name, arguments: parameters } };
}

export function calling(...calls: readonly object[]): object {
  return { role: 'assistant', content: null, tool_calls: calls };
}

export function aResult(id: string | undefined): object {
  return { role: 'tool', content: 'Found.', ...(id === undefined ? {} : { tool_call_id: id }) };
}

export const findTool = {
  type: 'function',
  function: {
    name: 'find',
    parameters: { type: 'object', properties: { where: { type: 'string' }, limit: { type: 'integer' } }, required: ['where'] },
  },
};
