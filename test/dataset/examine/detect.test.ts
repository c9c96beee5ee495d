import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detect, type Detected, type Detection } from '../../../dataset/examine/detect.js';
import { sampleOf } from '../../../dataset/examine/sample.js';
import { localFile } from '../../../dataset/sources/local-file.js';
import { aFolder } from '../../support/set-up.js';
import { aLine } from '../stage/requests.js';

const answered = (answer: string, question = 'hello'): string => JSON.stringify({ prompt: question, completion: answer });
const rows = (count: number, line: (index: number) => string): string[] => Array.from({ length: count }, (_, index) => line(index));

describe('the task of some examples', () => {
  it.each([
    [
      'one key with few values is a label',
      rows(60, (index) => aLine(`${index}`, ['a', 'b', 'c'][index % 3] ?? '')),
      'classification json intent sure',
    ],
    [
      'a label may lie deeper',
      rows(60, (index) => answered(JSON.stringify({ result: { category: index % 2 === 0 ? 'x' : 'y' } }), `${index}`)),
      'classification json result.category sure',
    ],
    [
      'a key that is called like a label is one beside others, by a guess',
      rows(60, (index) => answered(JSON.stringify({ name: `n${index}`, intent: index % 2 === 0 ? 'x' : 'y' }), `${index}`)),
      'classification json intent guess',
    ],
    [
      'one key with few values among many others is no label',
      rows(60, (index) =>
        answered(JSON.stringify({ name: `n${index}`, city: `c${index}`, currency: index % 2 === 0 ? 'EUR' : 'USD' }), `${index}`),
      ),
      'extraction json - guess',
    ],
    ['values that do not repeat are no labels', rows(60, (index) => aLine(`${index}`, `number ${index}`)), 'extraction json - sure'],
    ['one value for all is no label', rows(60, (index) => aLine(`${index}`, 'refund')), 'extraction json - sure'],
    [
      'a key with a dot cannot be named',
      rows(60, (index) => answered(JSON.stringify({ 'a.b': index % 2 === 0 ? 'x' : 'y' }), `${index}`)),
      'extraction json - sure',
    ],
    [
      'short texts that repeat are labels',
      rows(60, (index) => answered(index % 2 === 0 ? 'spam' : 'ham', `${index}`)),
      'classification text  sure',
    ],
    ['free text is a chat', rows(60, (index) => answered(`Because of ${index}.`, `${index}`)), 'chat text - sure'],
    [
      'a few answers in JSON make no task of it',
      rows(60, (index) => answered(index < 9 ? '{"a":1}' : `Because of ${index}.`, `${index}`)),
      'chat text - guess',
    ],
    [
      'few rows could mean anything',
      rows(20, (index) => aLine(`${index}`, index % 2 === 0 ? 'a' : 'b')),
      'classification json intent guess',
    ],
  ])('%s', async (_, lines, expected) => {
    const { task, sure } = await examplesIn(lines);
    expect(`${task.kind} ${task.answer} ${task.label?.path ?? '-'} ${sure ? 'sure' : 'guess'}`).toBe(expected);
  });

  it('has its labels counted, the most frequent first', async () => {
    const { task } = await examplesIn([
      ...rows(40, (index) => aLine(`${index}`, 'card')),
      ...rows(20, (index) => aLine(`${index}x`, 'refund')),
    ]);
    expect(task.label?.values).toEqual([
      ['card', 40],
      ['refund', 20],
    ]);
  });
});

describe('rows that belong together', () => {
  const row = (index: number, extra: object): string =>
    JSON.stringify({ ...(JSON.parse(aLine(`${index}`, index % 2 === 0 ? 'a' : 'b')) as object), ...extra });

  it.each([
    ['a text that repeats', (index: number) => ({ conversationId: `c${Math.floor(index / 3)}` }), 'conversationId'],
    ['a number that repeats, by its name', (index: number) => ({ user_id: index % 20 }), 'user_id'],
    ['the key with a name before one without', (index: number) => ({ shop: `s${index % 15}`, thread: `t${index % 20}` }), 'thread'],
    ['a text without such a name', (index: number) => ({ shop: `s${index % 15}` }), 'shop'],
    ['never a key that differs in every row', (index: number) => ({ conversationId: `c${index}` }), undefined],
    ['never a constant', () => ({ conversationId: 'c' }), undefined],
    ['never a handful of groups', (index: number) => ({ conversationId: `c${index % 4}` }), undefined],
    ['never one that most rows share', (index: number) => ({ conversationId: `c${index < 40 ? 0 : index}` }), undefined],
    ['never a score', (index: number) => ({ quality: index % 15 }), undefined],
    ['never a day', (index: number) => ({ created: `2026-01-${10 + (index % 15)}` }), undefined],
    ['never what is no text or number, which training would refuse', (index: number) => ({ conversationId: [index % 15] }), undefined],
    ['never what many rows lack', (index: number) => (index % 2 === 0 ? { conversationId: `c${index % 12}` } : {}), undefined],
  ])('are found by %s', async (_, extra, key) => {
    const { groups } = await examplesIn(rows(60, (index) => row(index, extra(index))));
    expect(groups.candidates[0]?.key).toBe(key);
  });

  it('are not there when such a key differs in every row, which is told', async () => {
    const { groups } = await examplesIn(rows(60, (index) => row(index, { ticketId: index, note: `n${index}` })));
    expect(groups).toEqual({ candidates: [], unique: ['ticketId'] });
  });
});

describe('what else is seen', () => {
  it('is every line that training would leave out, with the label and group that were found', async () => {
    const good = rows(60, (index) => aLine(`${index}`, index % 2 === 0 ? 'a' : 'b', { conversationId: `c${Math.floor(index / 2)}` }));
    const found = await examplesIn([
      ...good,
      '',
      'no json',
      aLine('x', 'a').replace('intent', 'other'),
      '{"messages":[]}',
      aLine('0', 'a', { conversationId: 'c0' }),
    ]);
    expect(found).toMatchObject({ examined: 64, repeated: 1, schema: 'messages' });
    expect(found.rows).toHaveLength(60);
    expect(found.leftOut).toMatchObject({ count: 3, byReason: { 'invalid-json': 1, 'no-label': 1, 'no-messages': 1 } });
    expect(found.leftOut.first.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '62 invalid-json',
      '63 no-label',
      '64 no-messages',
    ]);
  });

  it('is the system message that every row begins with, and none where one row has another', async () => {
    const withSystem = (system: string, index: number): string =>
      JSON.stringify({
        messages: [{ role: 'system', content: system }, ...(JSON.parse(aLine(`${index}`, 'refund')) as { messages: object[] }).messages],
      });
    expect((await examplesIn(rows(9, (index) => withSystem('Be brief.', index)))).system).toBe('Be brief.');
    expect((await examplesIn(rows(9, (index) => withSystem(index === 8 ? 'Be long.' : 'Be brief.', index)))).system).toBeNull();
  });

  it('is how long rows and answers are, in bytes', async () => {
    const { bytes } = await examplesIn([
      ...rows(199, (index) => answered('é', `${index}`.padStart(10))),
      answered('x'.repeat(500), 'long'),
    ]);
    expect(bytes).toEqual({ row: { most: 12, longest: 504 }, answer: { most: 2, longest: 500 } });
  });
});

describe('the schema of some examples', () => {
  const chat = [
    { role: 'user', content: 'hi' },
    { role: 'assistant', content: 'a' },
  ];
  it.each([
    ['messages', { messages: chat }],
    [
      'conversations',
      {
        conversations: [
          { from: 'human', value: 'hi' },
          { from: 'gpt', value: 'a' },
        ],
      },
    ],
    ['prompt-completion', { prompt: 'hi', completion: 'a' }],
    ['input-output', { input: 'hi', output: 'a' }],
    ['instruction', { instruction: 'hi', input: '', output: 'a' }],
    ['text', { text: 'hi', label: 'a' }],
  ])('is %s, and all of them say the same', async (schema, value) => {
    const detected = await examplesIn(rows(5, () => JSON.stringify(value)));
    expect(detected).toMatchObject({ schema, examined: 5, repeated: 4, leftOut: { count: 0 } });
    expect(detected.rows.map(({ messages }) => messages)).toEqual([chat]);
  });

  it('is that of the first example; a line of another one is left out and told', async () => {
    const found = await examplesIn([answered('a', 'one'), aLine('two', 'b'), answered('a', 'three')]);
    expect(found).toMatchObject({
      schema: 'prompt-completion',
      leftOut: { byReason: { 'other-schema': 1 }, first: [{ line: 2, detail: 'expected prompt-completion, found messages' }] },
    });
  });
});

describe('data that is not read', () => {
  it.each([
    ['question and answer', { question: 'a', answer: 'b' }, /question becomes prompt/],
    ['preference pairs (chosen and rejected)', { input: 'q', chosen: 'a', rejected: 'b' }, /chosen becomes completion/],
  ])('is named: %s', async (name, value, convert) => {
    expect(await found(rows(5, () => JSON.stringify(value)))).toEqual({
      kind: 'otherShape',
      name,
      convert: expect.stringMatching(convert) as string,
    });
  });

  it('is no example at all, with the first reasons', async () => {
    expect(await found(['[', '{}', 'x', 'y'])).toMatchObject({
      kind: 'nothing',
      leftOut: { count: 4, first: [{ line: 1, reason: 'invalid-json' }, { line: 2, reason: 'unknown-schema' }, { line: 3 }] },
    });
    expect(await found([])).toMatchObject({ kind: 'nothing', leftOut: { count: 0 } });
  });

  it('is a text without an answer, and a conversation with tools: neither can be trained and asked', async () => {
    expect(await found(rows(5, (index) => JSON.stringify({ text: `some words ${index}` })))).toMatchObject({
      kind: 'nothing',
      leftOut: { count: 5 },
    });
    const call = {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: '1', type: 'function', function: { name: 'find', arguments: '{}' } }],
    };
    const messages = [
      { role: 'user', content: 'hi' },
      call,
      { role: 'tool', tool_call_id: '1', content: 'x' },
      { role: 'assistant', content: 'a' },
    ];
    expect(await found(rows(5, () => JSON.stringify({ messages })))).toMatchObject({ kind: 'nothing', leftOut: { count: 5 } });
  });
});

describe('a sample', () => {
  it('keeps the first lines and counts all of them, over several files', async () => {
    const folder = await aFolder();
    const paths = [join(folder, 'a.jsonl'), join(folder, 'b.jsonl')];
    for (const path of paths) await writeFile(path, `${'x\n'.repeat(15_000)}`);
    const progress: number[] = [];
    const sample = await sampleOf(await Promise.all(paths.map(localFile)), ({ lines }) => progress.push(lines));
    expect([sample.lines.length, sample.totalLines, sample.files.map(({ lines, bytes }) => [lines, bytes])]).toEqual([
      20_000,
      30_000,
      [
        [15_000, 30_000],
        [15_000, 30_000],
      ],
    ]);
    expect(progress.at(-1)).toBe(30_000);
  });
});

async function found(lines: readonly string[]): Promise<Detection> {
  const path = join(await aFolder(), 'data.jsonl');
  await writeFile(path, lines.join('\n'));
  return detect(await sampleOf([await localFile(path)]));
}

async function examplesIn(lines: readonly string[]): Promise<Detected> {
  const detection = await found(lines);
  if (detection.kind !== 'examples') throw new Error(`expected examples, got ${JSON.stringify(detection)}`);
  return detection;
}
