/** One line per hazard of JSONL, each with the one code and place that it must get. */

import { describe, expect, it } from 'vitest';
import { createParser, maximumDepth, maximumLineBytes } from '../../../dataset/schema/parse.js';
import { aLine, aPolicy, outcomeOf, parsed } from './a-line.js';

const rest = '"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}';
const deep = (depth: number): string => `{"x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)},${rest}`;
const many = (extra: string): string => `{${Array.from({ length: 40 }, (_, index) => `"k${index}":1`).join(',')},${extra}${rest}`;

const zoo: readonly (readonly [hazard: string, line: string | Buffer, outcome: string])[] = [
  ['an empty line', '', 'blank'],
  ['white space', ' \t\r', 'blank'],
  ['a carriage return at the end', `{${rest}\r`, 'accepted'],
  ['latin-1', Buffer.from(`{"x":"é",${rest}`, 'latin1'), 'invalid-utf8'],
  [
    'a surrogate encoded as UTF-8',
    Buffer.concat([Buffer.from('{"x":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from(`",${rest}`)]),
    'invalid-utf8',
  ],
  ['UTF-16', Buffer.from(`{${rest}`, 'utf16le'), 'invalid-json'],
  ['a byte order mark at the beginning', `\uFEFF{${rest}`, 'byte-order-mark'],
  ['a byte order mark alone', '\uFEFF', 'byte-order-mark'],
  ['a byte order mark between values', `{"x":\uFEFF1,${rest}`, 'byte-order-mark'],
  ['a byte order mark inside of a text', `{"x":"\uFEFF",${rest}`, 'accepted'],
  ['a cut line', '{"messages":[{"role":"us', 'invalid-json'],
  ['a trailing comma', '{"messages":[],}', 'invalid-json'],
  ['single quotes', "{'messages':[]}", 'invalid-json'],
  ['NaN, as Python writes it', `{"score":NaN,${rest}`, 'invalid-json'],
  ['a raw NUL', `{"x":"a\0b",${rest}`, 'invalid-json'],
  ['a raw tab in a text', `{"x":"a\tb",${rest}`, 'invalid-json'],
  ['an unknown escape', `{"x":"\\q",${rest}`, 'invalid-json'],
  ['a leading zero', `{"x":01,${rest}`, 'invalid-json'],
  ['text after the object', `{${rest} and more`, 'invalid-json'],
  ['two objects', `{${rest}{${rest}`, 'concatenated-objects'],
  ['two objects with a comma between', `{${rest}, {${rest}`, 'concatenated-objects'],
  ['a list', `[{${rest}]`, 'not-an-object'],
  ['a number', '17', 'not-an-object'],
  ['null', 'null', 'not-an-object'],
  ['a text', '"text"', 'not-an-object'],
  ['as deep as is allowed', deep(maximumDepth), 'accepted'],
  ['one level deeper', deep(maximumDepth + 1), 'too-deep'],
  ['100,000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'too-deep'],
  ['100,000 levels that never close', '{"a":'.repeat(100_000), 'too-deep'],
  ['a key twice', `{"x":1,"x":2,${rest}`, 'duplicate-key /x'],
  ['the content twice', '{"messages":[{"role":"user","content":"a","content":"b"}]}', 'duplicate-key /messages/0/content'],
  ['a key twice, once escaped', `{"x":1,"\\u0078":2,${rest}`, 'duplicate-key /x'],
  ['a key twice among many', many('"k3":1,'), 'duplicate-key /k3'],
  ['many keys', many(''), 'accepted'],
  ['keys of equal hashes', `{"Aa":1,"BB":2,${rest}`, 'accepted'],
  ['a long key twice', `{"${'k'.repeat(80)}":1,"${'k'.repeat(80)}":2,${rest}`, `duplicate-key /${'k'.repeat(80)}`],
  ['a key with / and ~ twice', `{"a/b~":1,"a/b~":2,${rest}`, 'duplicate-key /a~1b~0'],
  ['one key in two objects', `{"x":{"y":1},"z":[{"y":1},{"y":2}],${rest}`, 'accepted'],
  ['2^53', `{"x":[0,9007199254740992],${rest}`, 'unsafe-integer /x/1'],
  ['-2^53', `{"x":-9007199254740992,${rest}`, 'unsafe-integer /x'],
  ['2^53 - 1', `{"x":9007199254740991,${rest}`, 'accepted'],
  ['a long fraction', `{"x":0.12345678901234567890,"y":12345678901234567890.5,${rest}`, 'accepted'],
  ['an infinite number', `{"x":1e400,${rest}`, 'infinite-number /x'],
  ['an infinite number without exponent', `{"x":1${'0'.repeat(320)}.5,${rest}`, 'infinite-number /x'],
  ['a small number', `{"x":1e-400,"y":1.5E-7,${rest}`, 'accepted'],
  ['digits in a text', `{"x":"12345678901234567890",${rest}`, 'accepted'],
  ['__proto__', `{"__proto__":{"role":"system"},${rest}`, 'forbidden-key /__proto__'],
  ['__proto__ escaped', `{"\\u005f_proto__":1,${rest}`, 'forbidden-key /__proto__'],
  ['constructor', `{"x":{"constructor":1},${rest}`, 'forbidden-key /x/constructor'],
  ['half a surrogate pair', `{"x":["a","\\ud83d"],${rest}`, 'lone-surrogate /x/1'],
  ['half a pair after an escaped backslash', `{"x":"\\\\ud83d\\ude00",${rest}`, 'lone-surrogate /x'],
  ['half a pair in a key', `{"\\ud83d":1,${rest}`, 'lone-surrogate'],
  ['a whole pair', `{"x":"\\ud83d\\ude00",${rest}`, 'accepted'],
  ['an escaped quote at the end of a text', `{"x":"a\\"","y":"\\\\",${rest}`, 'accepted'],
];

describe('the zoo of broken JSONL', () => {
  it.each(zoo)('%s', (_hazard, line, outcome) => {
    expect(outcomeOf(parsed(line))).toBe(outcome);
  });

  it('quarantines what the source could not read whole', () => {
    const { parse } = createParser(aPolicy(), null);
    const line = `{${rest}`;
    expect(outcomeOf(parse(aLine(line, { cut: 'truncated-stream' })))).toBe('truncated-stream');
    expect(outcomeOf(parse(aLine(line, { cut: 'corrupt-stream' })))).toBe('corrupt-stream');
    expect(outcomeOf(parse(aLine(line, { fault: 'csv-columns' })))).toBe('csv-columns');
    expect(outcomeOf(parse(aLine(line, { fault: 'csv-quotes' })))).toBe('csv-quotes');
    expect(outcomeOf(parse(aLine(line, { tooLong: true })))).toBe('line-too-long');
    expect(maximumLineBytes).toBe(16_777_216);
  });

  it('says at which byte a line stops to be JSON', () => {
    expect(parsed('{"é":1 2}')).toMatchObject({ message: expect.stringContaining('at byte 8 ') });
    expect(parsed('{"a":"b')).toMatchObject({ message: expect.stringContaining('the line ends at byte 7') });
  });

  it('stops at the first of millions of bad elements', () => {
    const zeros = '0,'.repeat(1_000_000);
    expect(outcomeOf(parsed(`{"messages":[${zeros}0]}`))).toBe('invalid-shape /messages');
    expect(outcomeOf(parsed(`{"messages":[{"role":"assistant","tool_calls":[${zeros}0]}]}`))).toBe('invalid-shape /messages');
    expect(outcomeOf(parsed(`{"tools":[${zeros}0],"messages":[]}`))).toBe('invalid-tools /tools');
  });
});
