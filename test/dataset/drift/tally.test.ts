/** Tallies: counting, merging, storing, whatever the names are. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addToTally,
  boundedTally,
  emptyTally,
  factsOf,
  mergeTallies,
  mostKinds,
  tallySchema,
  type Tally,
  type TallyFacts,
} from '../../../dataset/drift/tally.js';
import { lengthBucket } from '../../../dataset/drift/length-bucket.js';
import type { Example, Message } from '../../../dataset/example.js';
import { someFacts, tallyOf } from './fixtures.js';

const name = fc.oneof(fc.constantFrom('a', 'b', '1', '__proto__', 'constructor', 'toString'), fc.string({ maxLength: 4 }));
const facts: fc.Arbitrary<TallyFacts> = fc.record({
  label: fc.option(name),
  source: fc.option(name),
  roles: fc.constantFrom('user,assistant', 'system,user,assistant'),
  tools: fc.constantFrom('no tools', 'search'),
  task: fc.constantFrom('chat' as const, 'tool-call' as const),
  words: fc.nat(5000),
  shape: fc.constantFrom('id:string\nmessages:array', 'id:number\nmessages:array', '__proto__:string\na:b:missing', ''),
});

const tallied = (list: readonly TallyFacts[]): Tally => {
  const tally = emptyTally();
  for (const each of list) addToTally(tally, each);
  return tally;
};
const stored = (tally: Tally): string => JSON.stringify(boundedTally(tally));

describe('a tally', () => {
  test('merging equals counting together, in any order', () => {
    fc.assert(
      fc.property(fc.array(facts), fc.array(facts), fc.array(facts), (a, b, c) => {
        const together = stored(tallied([...a, ...b, ...c]));
        expect(stored(mergeTallies(mergeTallies(tallied(a), tallied(b)), tallied(c)))).toBe(together);
        expect(stored(mergeTallies(tallied(c), mergeTallies(tallied(b), tallied(a))))).toBe(together);
        expect(stored(tallied([...c, ...b, ...a].toReversed()))).toBe(together);
      }),
    );
  });

  test('comes back from its JSON as it was', () => {
    fc.assert(
      fc.property(fc.array(facts), (list) => {
        const tally = tallied(list);
        const back = tallySchema.parse(JSON.parse(JSON.stringify(tally)));
        expect(stored(back)).toBe(stored(tally));
        expect(stored(mergeTallies(back, tally))).toBe(stored(mergeTallies(tally, tally)));
      }),
    );
  });

  test('counts labels that are called as things of JavaScript are', () => {
    const tally = tallySchema.parse(
      JSON.parse(
        JSON.stringify(
          tallyOf([
            [{ label: '__proto__' }, 3],
            [{ label: 'constructor' }, 2],
          ]),
        ),
      ),
    );
    expect(Object.entries(tally.labels)).toEqual([
      ['__proto__', 3],
      ['constructor', 2],
    ]);
    addToTally(tally, { ...someFacts, label: 'constructor' });
    expect(tally.labels['constructor']).toBe(3);
  });

  test.each([
    [{}],
    [{ ...emptyTally(), labels: { a: -1 } }],
    [{ ...emptyTally(), labels: { a: 'many' } }],
    [{ ...emptyTally(), fields: { a: 1 } }],
    [null],
  ])('is not read from %j', (value) => {
    expect(tallySchema.safeParse(value).success).toBe(false);
  });

  test('keeps the most frequent labels by name, the others as a number', () => {
    const tally = emptyTally();
    for (let index = 0; index < mostKinds + 500; index += 1) tally.labels[`label ${index}`] = index < 300 ? 1 : 2;
    const bounded = boundedTally(tally);
    expect(Object.keys(bounded.labels)).toHaveLength(mostKinds);
    expect(bounded.beyond.labels).toBe(300 + 2 * 200);
  });

  test('fields are split at the last colon', () => {
    expect(tallyOf([[{ shape: 'a:b:string\nc:missing' }, 2]]).fields).toEqual({ 'a:b': { string: 2 }, c: { missing: 2 } });
  });

  test.each([
    [0, '0'],
    [1, '1'],
    [2, '2-3'],
    [3, '2-3'],
    [4, '4-7'],
    [1023, '512-1023'],
    [1024, '1024-2047'],
    [0xffffffff, '2147483648-4294967295'],
  ])('%d words are in bucket %s', (words, bucket) => {
    expect(lengthBucket(words)).toBe(bucket);
  });
});

const user: Message = { content: 'Where is it?', role: 'user' };
const answer = (content: string | null, calls: readonly string[] = []): Message => ({
  content,
  role: 'assistant',
  ...(calls.length === 0
    ? {}
    : {
        tool_calls: calls.map((called, index) => ({
          function: { arguments: '{}', name: called },
          id: `c${index}`,
          type: 'function' as const,
        })),
      }),
});
const tool = { function: { name: 'search' }, type: 'function' as const };

describe('the facts of an example', () => {
  const of = (example: Example, label: string | null = null): TallyFacts =>
    factsOf(example, { label, source: 'mail', shape: 'x:string' }, { count: 7 });

  test.each<[string, Message[], string | null]>([
    ['chat', [user, answer('On Friday.')], null],
    ['chat', [user, answer('refund')], null],
    ['chat', [user, answer('{name} and {place}')], null],
    ['chat', [user, answer('[1] is a footnote')], null],
    ['label-answer', [user, answer(' refund\n')], 'refund'],
    ['json-answer', [user, answer('{"intent": "refund"}\n')], 'refund'],
    ['json-answer', [user, answer('[ {"a": 1} ]')], null],
    ['tool-call', [user, answer(null, ['search'])], null],
    ['tool-call', [user, answer(null, ['search']), { content: 'found', role: 'tool', tool_call_id: 'c0' }, answer('Here.')], null],
    ['text', [answer('Once upon a time.')], null],
  ])('%s', (task, messages, label) => {
    expect(of({ messages }, label).task).toBe(task);
  });

  test('name roles up to six messages, and count longer ones', () => {
    expect(of({ messages: [{ content: 'Be kind.', role: 'system' }, user, answer('Yes.')] }).roles).toBe('system,user,assistant');
    expect(of({ messages: Array.from({ length: 7 }, () => user) }).roles).toBe('7 turns');
    expect(of({ messages: Array.from({ length: 300 }, () => user) }).roles).toBe('over 64 turns');
  });

  test('name the functions that were called, in order of name', () => {
    expect(of({ messages: [user, answer('Yes.')] }).tools).toBe('no tools');
    expect(of({ messages: [user, answer('Yes.')], tools: [tool] }).tools).toBe('none called');
    expect(of({ messages: [user, answer(null, ['store', 'find', 'store'])], tools: [tool] }).tools).toBe('find,store');
  });

  test('carry label, source, words and shape along', () => {
    expect(of({ messages: [user, answer('Yes.')] }, 'a')).toMatchObject({ label: 'a', source: 'mail', words: 7, shape: 'x:string' });
  });
});
