import { describe, expect, it } from 'vitest';
import { parseLine, type ParsedLine } from '../../dataset/row.js';
import { aLine, someSettings } from './harness.js';

describe('a line of a source', () => {
  it('is an example with id, group and label', () => {
    const parsed = parse(aLine('hello', 'refund', 'c1'));
    expect(parsed).toMatchObject({ kind: 'row', row: { group: 'c1', label: 'refund' } });
  });

  it('has the same id whatever the order of keys and the extra ones', () => {
    const one = '{"messages":[{"role":"user","content":"é"},{"role":"assistant","content":"{\\"intent\\":\\"a\\"}"}]}';
    const two = '{"source":"x", "messages":[ {"content":"\\u00e9","role":"user"},{"content":"{\\"intent\\":\\"a\\"}","role":"assistant"}]}';
    expect(idOf(parse(one))).toBe(idOf(parse(two)));
  });

  it('may be prompt and completion, the same example as its messages', () => {
    expect(idOf(parse(JSON.stringify({ prompt: 'hello', completion: '{"intent":"refund"}' })))).toBe(idOf(parse(aLine('hello'))));
  });

  it('takes numbers and texts that read alike as one group', () => {
    expect(groupOf(parse(aLine('a', 'x', 12)))).toBe('12');
    expect(groupOf(parse(aLine('a', 'x', '12')))).toBe('12');
    expect(groupOf(parse(aLine('a', 'x')))).toBeNull();
  });

  it('needs no label without a label path', () => {
    const { labelPath: _, ...settings } = someSettings;
    const line = { number: 1, offset: 0, tooLong: false, bytes: Buffer.from(chat(['user', 'a'], ['assistant', 'plain text'])) };
    expect(parseLine(line, settings)).toMatchObject({ kind: 'row', row: { label: null } });
  });

  it.each([
    ['line-too-long', aLine('a'), true],
    ['invalid-utf8', Buffer.from([0x7b, 0xff, 0x7d]), false],
    ['invalid-utf8', '{"prompt":"\\ud800","completion":"{\\"intent\\":\\"a\\"}"}', false],
    ['invalid-json', '{"messages": [', false],
    ['invalid-json', '[1]', false],
    ['invalid-json', 'null', false],
    ['invalid-json', '['.repeat(400_000) + ']'.repeat(400_000), false],
    ['invalid-shape', '{"messages": []}', false],
    ['invalid-shape', '{"messages": {"role":"user"}}', false],
    ['invalid-shape', '{"prompt": "a"}', false],
    ['invalid-shape', chat(['user', 'a'], ['robot', 'b']), false],
    ['invalid-shape', '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","weight":0}]}', false],
    ['invalid-group', '{"prompt":"a","completion":"{\\"intent\\":\\"a\\"}","conversationId":{"a":1}}', false],
    ['no-user-message', chat(['system', 'a'], ['assistant', '{"intent":"a"}']), false],
    ['no-assistant-answer', chat(['assistant', 'b'], ['user', 'a']), false],
    ['empty-answer', chat(['user', 'a'], ['assistant', ' \n']), false],
    ['no-label', chat(['user', 'a'], ['assistant', 'refund']), false],
    ['no-label', chat(['user', 'a'], ['assistant', '{"intent":7}']), false],
    ['no-label', chat(['user', 'a'], ['assistant', '{"__proto__":{"intent":"a"}}']), false],
  ])('is quarantined as %s', (reason, content, tooLong) => {
    const parsed = parse(content, tooLong);
    expect(parsed).toMatchObject({ kind: 'quarantined', reason });
  });

  it('never puts content into the detail of a quarantine', () => {
    const details = ['{"messages": secret', '{"messages":"secret"}', chat(['user', 'secret'], ['assistant', 'secret'])].map((text) =>
      parse(text),
    );
    expect(details.every((parsed) => parsed.kind === 'quarantined' && !parsed.detail.includes('secret'))).toBe(true);
  });

  it.each(['', ' ', '\t \u00a0'])('of only spaces is blank', (text) => {
    expect(parse(text)).toEqual({ kind: 'blank' });
  });
});

function parse(content: string | Buffer, tooLong = false): ParsedLine {
  return parseLine({ number: 1, offset: 0, tooLong, bytes: Buffer.from(content) }, someSettings);
}

function chat(...messages: readonly (readonly [string, string])[]): string {
  return JSON.stringify({ messages: messages.map(([role, content]) => ({ role, content })) });
}

function idOf(parsed: ParsedLine): string {
  if (parsed.kind !== 'row') throw new Error(`Expected a row, got ${parsed.kind}.`);
  return parsed.row.id;
}

function groupOf(parsed: ParsedLine): string | null {
  if (parsed.kind !== 'row') throw new Error(`Expected a row, got ${parsed.kind}.`);
  return parsed.row.group;
}
