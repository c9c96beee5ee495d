/** Declared tools, and what is checked of the arguments of calls. */

import { describe, expect, it } from 'vitest';
import { createParser, type Parsed } from '../../../dataset/schema/parse.js';
import { aCall, aLine, aPolicy, assistant, calling, findTool, outcomeOf, parsed, user, whole } from './a-line.js';

function call(parameters: object, value: unknown): Parsed {
  const tools = [{ type: 'function', function: { name: 'find', parameters } }];
  return parsed({ tools, messages: [user, calling(aCall('1', JSON.stringify(value)))] });
}

const matched = (parameters: object, value: unknown): boolean => call(parameters, value).kind === 'example';

describe('declared tools', () => {
  it.each<readonly [name: string, tools: unknown, outcome: string]>([
    ['text that is no JSON', 'find()', 'invalid-tools /tools'],
    ['an object', { name: 'find' }, 'invalid-tools /tools'],
    ['a tool without name', [{ type: 'function', function: {} }], 'invalid-tools /tools/0/function/name'],
    ['a bare tool with a number as description', [{ name: 'find', description: 5 }], 'invalid-tools /tools/0'],
    ['two of one name', [findTool, findTool], 'invalid-tools /tools'],
    ['parameters named like numbers out of order', [{ name: 'f', parameters: { '10': {}, '9': {} } }], 'invalid-tools /tools'],
    [
      'types that JSON Schema lacks',
      [findTool, { name: 'f', parameters: { properties: { a: { type: 'str' } } } }],
      'invalid-tool-schema /tools/1',
    ],
    ['an empty list', [], 'accepted'],
    ['an empty text', '', 'accepted'],
    ['a tool without parameters', [{ name: 'f' }], 'accepted'],
  ])('%s', (_name, tools, outcome) => {
    expect(outcomeOf(parsed({ tools, messages: [user, assistant] }))).toBe(outcome);
  });

  it('are read once and checked in every record', () => {
    const { parse } = createParser(aPolicy(), null);
    const record = (where: unknown): object => ({ tools: [findTool], messages: [user, calling(aCall('1', JSON.stringify({ where })))] });
    expect([record('a'), record(1), record('b'), record(null)].map((value) => outcomeOf(parse(aLine(value))).split(' ')[0])).toEqual([
      'accepted',
      'arguments-mismatch',
      'accepted',
      'arguments-mismatch',
    ]);
  });

  it('stay right when hundreds of lists of them pass', () => {
    const { parse } = createParser(aPolicy(), null);
    for (let round = 0; round < 2; round += 1)
      for (let index = 0; index < 300; index += 1) {
        const tools = [{ name: 'find', parameters: { properties: { [`p${index}`]: { type: 'string' } } } }];
        const outcome = parse(aLine({ tools, messages: [user, calling(aCall('1', { [`p${index}`]: index % 2 === 0 ? 'x' : 1 }))] }));
        expect(outcome.kind).toBe(index % 2 === 0 ? 'example' : 'quarantined');
      }
  });
});

describe('arguments of a call', () => {
  it('keep to types, required names, enums and references', () => {
    expect(matched({ type: 'object', required: ['a'] }, {})).toBe(false);
    expect(matched({ properties: { a: { enum: ['x'] } } }, { a: 'y' })).toBe(false);
    expect(matched({ additionalProperties: false }, { a: 1 })).toBe(false);
    const nested = { properties: { a: { $ref: '#/$defs/A' } }, $defs: { A: { type: 'object', required: ['b'] } } };
    expect(matched(nested, { a: {} })).toBe(false);
    expect(matched(nested, { a: { b: 1 } })).toBe(true);
  });

  it('name the missing one only where the tool declares it', () => {
    const declared = call({ properties: { city: {} }, required: ['city'] }, {});
    expect(declared).toMatchObject({ message: expect.stringContaining('"required" (city)') });
    expect(call({ required: ['city'] }, {})).toMatchObject({ message: expect.not.stringContaining('city') });
  });

  it('are not held against what could run for hours, or is elsewhere', () => {
    const bomb = '^(a+)+$';
    expect(matched({ properties: { a: { type: 'string', pattern: bomb } } }, { a: `${'a'.repeat(40)}!` })).toBe(true);
    expect(matched({ properties: { a: { type: 'string', pattern: bomb } } }, { a: 5 })).toBe(false);
    expect(matched({ properties: { a: { not: { pattern: bomb } } } }, { a: `${'a'.repeat(40)}!` })).toBe(true);
    expect(matched({ patternProperties: { [bomb]: { type: 'string' } } }, { [`${'a'.repeat(40)}!`]: 5 })).toBe(true);
    expect(matched({ $ref: 'https://example.com/schema' }, {})).toBe(true);
    expect(matched({ $ref: '#' }, {})).toBe(true);
    const web: Record<string, object> = { a0: { type: 'object' } };
    for (let level = 1; level < 40; level += 1)
      web[`a${level}`] = { allOf: [{ $ref: `#/$defs/a${level - 1}` }, { $ref: `#/$defs/a${level - 1}` }] };
    expect(matched({ $ref: '#/$defs/a39', $defs: web }, {})).toBe(true);
    const lists = { properties: { a: { uniqueItems: true } } };
    expect(matched(lists, { a: Array.from({ length: 50_000 }, () => ({})) })).toBe(true);
  });

  it('do not mix up tools that give their schemas one id', () => {
    const withId = (type: string): object => ({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'https://x/y',
      properties: { a: { type } },
    });
    expect(matched(withId('string'), { a: 'x' })).toBe(true);
    const { parse } = createParser(aPolicy(), null);
    for (const [type, outcome] of [
      ['string', 'example'],
      ['number', 'quarantined'],
    ] as const) {
      const tools = [{ name: 'find', parameters: withId(type) }];
      expect(parse(aLine({ tools, messages: [user, calling(aCall('1', { a: 'x' }))] })).kind).toBe(outcome);
    }
  });

  it('may be an object, as in data of Hugging Face', () => {
    const { example } = whole({ messages: [user, calling(aCall('1', { b: 1, a: { d: 1, c: 2 } }))] });
    expect(example.messages[1]?.tool_calls?.[0]?.function.arguments).toBe('{"a":{"c":2,"d":1},"b":1}');
  });
});
