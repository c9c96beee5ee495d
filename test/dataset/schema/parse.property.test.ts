/** Laws of parsing: canonical form, no difference by writing, no throw on any bytes, and no content in what is said about a broken line. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../domain/canonical-json.js';
import { profiles } from '../../../dataset/policy.js';
import { createParser } from '../../../dataset/schema/parse.js';
import { quarantineCodes } from '../../../dataset/schema/quarantine-code.js';
import { findHazard } from '../../../dataset/schema/json-walk.js';
import { readJson } from '../../../dataset/schema/json-read.js';
import { Problem } from '../../../dataset/schema/problem.js';
import { aLine, aPolicy, parsed } from './a-line.js';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map((value) => `a${value}`);
const key = fc.string({ maxLength: 6 }).filter((name) => name !== '__proto__' && name !== 'constructor');
const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, 0, 1.5, -2),
    text,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  ),
})).value;
const call = fc.record({ name: text, parameters: fc.dictionary(key, values, { maxKeys: 3 }), asText: fc.boolean() });
const turn = fc.record({ question: text, parts: fc.boolean(), calls: fc.array(call, { maxLength: 2 }), answer: text });

/** Records that are whole. */
const record = fc
  .record({
    turns: fc.array(turn, { minLength: 1, maxLength: 3 }),
    system: fc.option(text),
    source: fc.option(text),
    metadata: fc.dictionary(key, values),
  })
  .map(({ turns, system, source, metadata }) => {
    const messages: object[] = system === null ? [] : [{ role: 'system', content: system }];
    for (const [index, { question, parts, calls, answer }] of turns.entries()) {
      messages.push({ role: 'user', content: parts ? [{ type: 'text', text: question }] : question });
      const called = calls.map(({ name, parameters, asText }, place) => ({
        id: `${index}-${place}`,
        type: 'function',
        function: { name, arguments: asText ? JSON.stringify(parameters) : parameters },
      }));
      if (called.length > 0) messages.push({ role: 'assistant', content: null, tool_calls: called });
      for (const { id } of called) messages.push({ role: 'tool', tool_call_id: id, content: 'x' });
      messages.push({ role: 'assistant', content: answer });
    }
    return { messages, source, metadata };
  });

/** The same value, its keys in another order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

describe('an example', () => {
  it('is canonical as JSON.stringify writes it, whatever the order of keys and the white space of its line', () => {
    fc.assert(
      fc.property(record, (value) => {
        const results = [value, reversed(value)]
          .flatMap((each) => [JSON.stringify(each), JSON.stringify(each, undefined, '\t')])
          .map((line) => parsed(line));
        for (const result of results) expect(result).toEqual(results[0]);
        const [first] = results;
        if (first?.kind !== 'example') throw new Error(`Expected an example, got ${JSON.stringify(first)}.`);
        expect(JSON.stringify(first.example)).toBe(canonicalJson(first.example));
        expect(parsed(JSON.stringify(first.example))).toMatchObject({ kind: 'example', example: first.example });
      }),
      { numRuns: 100 },
    );
  });
});

const pieces = fc.constantFrom(
  ...'{ } [ ] , : " \\ \\u d800 0 1e999 null true "messages" "role" "user" "content" "tool_calls" [{ }] é \uFEFF'.split(' '),
);

describe('a parser', () => {
  it('never throws, on any bytes and any JSON', () => {
    const parsers = profiles.map((profile) => createParser(aPolicy({ profile, plainChat: profile === 'generic', labelPath: 'a' }), null));
    const line = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
      fc.array(pieces, { maxLength: 30 }).map((tokens) => Buffer.from(tokens.join(''))),
      fc.json().map((json) => Buffer.from(json)),
      fc
        .tuple(
          fc.constantFrom('messages', 'conversations', 'prompt', 'completion', 'input', 'output', 'instruction', 'text', 'tools', 'label'),
          fc.jsonValue(),
        )
        .map(([name, value]) => Buffer.from(JSON.stringify({ [name]: value, text: 'x' }))),
    );
    fc.assert(
      fc.property(line, (bytes) => {
        const codes = parsers
          .map(({ parse }) => parse(aLine(bytes)))
          .flatMap((result) => (result.kind === 'quarantined' ? [result.code] : []));
        expect(codes.filter((code) => !Object.hasOwn(quarantineCodes, code))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('accepts as JSON what JSON.parse accepts, but for its hazards', () => {
    const syntax = new Set(['invalid-json', 'byte-order-mark']);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces, { maxLength: 12 }).map((tokens) => tokens.join('')),
          fc.json(),
        ),
        (json) => {
          const code = findHazard(json)?.code;
          const value = readJson(json);
          const expected = valueOf(json);
          // Syntax is what JSON.parse refuses; the other hazards are found in what it takes, or before its syntax breaks.
          expect([code === undefined, value instanceof Problem]).toEqual(
            code === undefined ? [expected !== undefined, false] : [false, true],
          );
          expect(code !== undefined && syntax.has(code) && expected !== undefined).toBe(false);
          expect(value instanceof Problem ? undefined : value).toEqual(code === undefined ? expected : undefined);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('never repeats content in what it says of a broken line', () => {
    const secret = 'hunter2secret';
    const marked = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(
          secret,
          `{"${secret}":"${secret}"}`,
          `{"name":"${secret}","arguments":{"${secret}":1,"${secret}":2}}`,
          '',
          null,
          5,
          true,
        ),
        fc.constantFrom('user', 'assistant', 'tool', 'human', 'function_call', 'gpt', 'text', 'function', 'object'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom(
            ...'role content from value name tool_calls tool_call_id weight id type function arguments parameters properties required'.split(
              ' ',
            ),
          ),
          tie('value'),
          { maxKeys: 5 },
        ),
      ),
    })).value;
    const names =
      'messages conversations prompt completion input output instruction text label tools system group createdAt functions'.split(' ');
    const broken = fc.dictionary(fc.constantFrom(...names), marked, { minKeys: 1, maxKeys: 4 });
    const policies = [
      aPolicy({ heldOut: { percent: 10, timeKey: 'createdAt', groupBy: 'group', after: '2026-01-01' } }),
      aPolicy({ profile: 'openai', labelPath: 'x' }),
      aPolicy({ profile: 'together', plainChat: true }),
    ];
    fc.assert(
      fc.property(broken, fc.nat(400), (value, cut) => {
        const json = JSON.stringify(value);
        const said = [json, json.slice(0, cut), `${json}${secret}`].flatMap((line) =>
          policies.map((policy) => {
            const result = createParser(policy, null).parse(aLine(line));
            return result.kind === 'quarantined' ? `${result.pointer} ${result.message}` : '';
          }),
        );
        expect(said.filter((message) => message.includes(secret))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('does not fill its messages with keys that are texts', () => {
    const long = 'k'.repeat(10_000);
    const result = parsed(`{"a":{"${long}":1,"${long}":2}}`);
    expect(result).toMatchObject({ kind: 'quarantined', code: 'duplicate-key', pointer: '/a' });
  });
});

/** Undefined for what is no JSON. */
function valueOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
