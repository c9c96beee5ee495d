import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseSuite } from '../../evaluation/suite.js';
import { EvaluationInvalidError } from '../../evaluation/task.js';

const user = { role: 'user', content: 'My parcel is secretly lost' };
const assistant = { role: 'assistant', content: '{"intent":"shipping"}' };
const parsed = (...rows: readonly unknown[]) =>
  parseSuite('safety', Buffer.from(rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n')));

describe('a suite', () => {
  it('has rows written by hand', () => {
    const { name, items } = parsed({ id: 'a', messages: [user], expected: 'x' }, '', {
      id: 'b',
      messages: [user],
      forbidden: ['y'],
      answer: 'json',
    });
    expect(name).toBe('safety');
    expect(items).toEqual([
      { id: 'a', messages: [user], expected: 'x' },
      { id: 'b', messages: [user], forbidden: ['y'], answer: 'json' },
    ]);
  });

  it('has rows of a dataset, whose last message is the expected answer', () => {
    const { items } = parsed({ id: 'a', messages: [{ role: 'system', content: 'Be brief' }, user, assistant] });
    expect(items).toEqual([{ id: 'a', messages: [{ role: 'system', content: 'Be brief' }, user], expected: '{"intent":"shipping"}' }]);
  });

  it('is named by the digest of its bytes', () => {
    const bytes = Buffer.from(`${JSON.stringify({ id: 'a', messages: [user, assistant] })}\n`);
    expect(parseSuite('anchor', bytes).sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('may be empty, and then has no items to pass by', () => {
    expect(parsed('').items).toEqual([]);
  });

  it.each([
    ['a line that is not JSON', ['{"id": secretly'], /line 1: expected one JSON object/],
    ['an unknown key', [{ id: 'a', messages: [user], expected: 'x', note: 1 }], /line 1: row: Unrecognized key/],
    [
      'an id used twice',
      [{ id: 'a', messages: [user, assistant] }, '', { id: 'a', messages: [user, assistant] }],
      /line 3: the id a is already used/,
    ],
    ['two expected answers', [{ id: 'a', messages: [user, assistant], expected: 'x' }], /both expected and a last assistant message/],
    ['nothing to judge by', [{ id: 'a', messages: [user] }], /nothing to judge by/],
    ['no question', [{ id: 'a', messages: [assistant] }], /expected the message before the answer to be the user's/],
    ['no message', [{ id: 'a', messages: [], expected: 'x' }], /messages/],
    ['a pattern that is none', [{ id: 'a', messages: [user], forbidden: ['('] }], /forbidden.0: expected a regular expression/],
    ['another role', [{ id: 'a', messages: [{ role: 'tool', content: 'x' }], expected: 'x' }], /messages.0.role/],
  ])('refuses %s and does not quote the row', (_, rows, message) => {
    expect(() => parsed(...rows)).toThrow(message);
    expect(() => parsed(...rows)).toThrow(EvaluationInvalidError);
    expect(() => parsed(...rows)).toThrow(/^(?!.*secretly)/s);
  });

  it('refuses what is not UTF-8', () => {
    expect(() => parseSuite('safety', Buffer.from([0x7b, 0xff, 0xfe]))).toThrow(/expected UTF-8/);
  });
});
