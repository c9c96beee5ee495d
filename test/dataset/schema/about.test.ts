/** What a line says beside its content. */

import { describe, expect, it } from 'vitest';
import type { ParsingPolicy } from '../../../dataset/schema/parse.js';
import { aCall, assistant, calling, outcomeOf, parsed, user, whole } from './a-line.js';

const chat = { messages: [user, assistant] };
const answered = (content: string): object => ({ messages: [user, { role: 'assistant', content }] });
const grouped: Partial<ParsingPolicy> = { heldOut: { percent: 10, timeKey: 'createdAt', groupBy: 'thread' } };
const timed: Partial<ParsingPolicy> = { heldOut: { percent: 10, timeKey: 'at', after: '2026-01-01' } };

describe('the label of an example', () => {
  it.each([
    ['beside the content', { ...chat, label: 'a', category: 'b' }, 'a'],
    ['in metadata', { ...chat, metadata: { intent: 'b' } }, 'b'],
    ['as a number', { ...chat, class: 3 }, '3'],
    ['of a text', { text: 'x', category: ' b ' }, 'b'],
    ['nowhere', { ...chat, label: '' }, null],
    ['as a list, which is none', { ...chat, label: ['a'] }, null],
  ])('is found %s', (_where, record, label) => {
    expect(whole(record).about.label).toBe(label);
  });

  it.each<readonly [labelPath: string, record: object, label: string]>([
    ['', answered(' refund \n'), 'refund'],
    ['intent', answered('{"intent":"refund"}'), 'refund'],
    ['a.b', answered('{"a":{"b":"refund"}}'), 'refund'],
    ['intent', { ...answered('{"intent":"refund"}'), label: 'other' }, 'refund'],
  ])('is read by the path %j in the answer', (labelPath, record, label) => {
    expect(whole(record, { labelPath }).about.label).toBe(label);
  });

  it.each<readonly [labelPath: string, record: object, outcome: string]>([
    ['intent', answered('refund'), 'no-label /messages/1/content'],
    ['intent', answered('{"intent":5}'), 'no-label /messages/1/content'],
    ['intent', answered('{"intent":" "}'), 'no-label /messages/1/content'],
    ['intent', answered('{"intent":"\\ud800"}'), 'lone-surrogate /messages/1/content'],
    ['constructor', answered('{}'), 'no-label /messages/1/content'],
    ['', { messages: [user, calling(aCall('1'))] }, 'no-label /messages/1/content'],
    ['intent', { prompt: 'x', completion: 'refund' }, 'no-label /completion'],
  ])('is missing by the path %j in %j', (labelPath, record, outcome) => {
    expect(outcomeOf(parsed(record, { labelPath }))).toBe(outcome);
  });
});

describe('the group of an example', () => {
  it.each([
    [{ thread: 'a' }, 'a'],
    [{ thread: 12 }, '12'],
    [{ thread: '12' }, '12'],
    [{ metadata: { thread: 'b' } }, 'b'],
    [{ thread: null }, null],
    [{ thread: '' }, null],
    [{}, null],
  ])('of %j is %j', (beside, group) => {
    expect(whole({ ...chat, ...beside }, grouped).about.group).toBe(group);
  });

  it('can be no list and no truth value', () => {
    expect(outcomeOf(parsed({ ...chat, thread: ['a'] }, grouped))).toBe('invalid-group /thread');
    expect(outcomeOf(parsed({ ...chat, metadata: { thread: true } }, grouped))).toBe('invalid-group /metadata/thread');
    expect(outcomeOf(parsed({ ...chat, thread: true }))).toBe('accepted');
  });
});

describe('the time of an example', () => {
  const noon = Date.UTC(2026, 0, 2, 12);

  it.each([
    ['2026-01-02T12:00:00Z', noon],
    ['2026-01-02T13:00:00+01:00', noon],
    ['2026-01-02 12:00', noon],
    ['2026-01-02T12:00:00.000', noon],
    ['2026-01-02', Date.UTC(2026, 0, 2)],
    [noon, noon],
    [noon / 1000, noon],
    [String(noon / 1000), noon],
    [0, 0],
  ])('%j is read alike on every machine', (at, expected) => {
    expect(whole({ ...chat, at }, timed).about.at).toBe(expected);
  });

  it.each(['yesterday', '2026-13-01', '01/02/2026', true, {}, 1e300, '2026'.repeat(8)])('%j is none', (at) => {
    expect(outcomeOf(parsed({ ...chat, at }, timed))).toBe('no-time /at');
    expect(whole({ ...chat, createdAt: at }).about.at).toBeNull();
  });

  it('must be there when rows are held out by time', () => {
    expect(outcomeOf(parsed(chat, timed))).toBe('no-time');
    expect(whole(chat).about.at).toBeNull();
  });
});

describe('source and rating of an example', () => {
  it('are found at the top and in metadata', () => {
    expect(whole({ ...chat, source: 'web', rating: 1 }).about).toMatchObject({ source: 'web', rating: 1 });
    expect(whole({ ...chat, metadata: { source: 'web', score: 0.25 } }).about).toMatchObject({ source: 'web', rating: 0.25 });
    expect(whole(chat).about).toMatchObject({ source: null, rating: null, group: null, label: null, at: null, schema: 'messages' });
  });

  it.each([
    [5, 1],
    [2, 0.25],
    ['3', 0.5],
    [10, 1],
    [73, 0.73],
    [true, 1],
    ['down', 0],
    [-1, 0],
    [1000, null],
    ['very good', null],
    [{ stars: 5 }, null],
  ])('a rating of %j is %j', (rating, expected) => {
    expect(whole({ ...chat, rating }).about.rating).toBe(expected);
  });
});

describe('the shape of a record', () => {
  it('names fields with types, one level into metadata', () => {
    const record = { ...chat, b: null, a: '', n: 1, t: true, o: {}, metadata: { source: 'x', z: [], deep: { er: 1 } } };
    expect(whole(record).about.shape.split('\n')).toEqual([
      'a:missing',
      'b:missing',
      'messages:array',
      'metadata.deep:object',
      'metadata.source:string',
      'metadata.z:array',
      'metadata:object',
      'n:number',
      'o:object',
      't:boolean',
    ]);
  });

  it('does not depend on the order of keys, nor confuse keys with line ends', () => {
    expect(whole({ b: 1, a: 'x', ...chat }).about.shape).toBe(whole({ ...chat, a: 'x', b: 1 }).about.shape);
    expect(whole({ ...chat, 'a:string\nb': 'x' }).about.shape).toBe('a:string\\nb:string\nmessages:array');
  });
});
