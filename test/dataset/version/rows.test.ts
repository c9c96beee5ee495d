import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../dataset/policy.js';
import { createParser } from '../../../dataset/schema/parse.js';
import { rowOf } from '../../../dataset/version/rows.js';
import { parseStoredRow } from '../../../dataset/version/stored-row.js';

describe('a row of a version', () => {
  it('has the same id whatever the order of keys, how characters are written, and what stands beside', () => {
    const one = '{"messages":[{"role":"user","content":"é"},{"role":"assistant","content":"yes"}]}';
    const two = '{"source":"x", "messages":[ {"content":"\\u00e9","role":"user"},{"content":"yes","role":"assistant"}]}';
    expect(rowFrom(one).id).toBe(rowFrom(two).id);
  });

  it('has the same id from every schema that says the same', () => {
    const [one, ...others] = [
      '{"messages":[{"role":"user","content":"hello"},{"role":"assistant","content":"yes"}]}',
      '{"conversations":[{"from":"human","value":"hello"},{"from":"gpt","value":"yes"}]}',
      '{"prompt":"hello","completion":"yes"}',
      '{"input":"hello","output":"yes"}',
      '{"instruction":"hello","output":"yes"}',
    ].map((line) => rowFrom(line).id);
    expect(new Set(others)).toEqual(new Set([one]));
  });

  it('is canonical JSON, named as versions always named theirs', () => {
    const messages = '[{"content":"hello","role":"user"},{"content":"yes","role":"assistant"}]';
    const { id, text } = rowFrom('{"prompt":"hello","completion":"yes"}', 'c"1');
    expect(id).toBe(hash('sha256', messages));
    expect(text).toBe(`{"group":"c\\"1","id":"${id}","messages":${messages}}`);
  });

  it('with tools has another id than without, and reads back as it was written', () => {
    const call =
      '{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"find","arguments":"{\\"b\\":1,\\"a\\":2}"}}]}';
    const chat = `"messages":[{"role":"user","content":"hello"},${call},{"role":"tool","tool_call_id":"1","content":"x"},{"role":"assistant","content":"yes"}]`;
    const tools = '"tools":[{"type":"function","function":{"name":"find"}}]';
    const [plain, declared] = [rowFrom(`{${chat}}`), rowFrom(`{${chat},${tools}}`, 'g')];
    expect(declared.id).not.toBe(plain.id);
    for (const [row, group] of [
      [plain, null],
      [declared, 'g'],
    ] as const) {
      const read = parseStoredRow(aLine(row.text), 'train.jsonl');
      expect(read).toMatchObject({ id: row.id, group });
      expect(rowOf(read.example, read.group)).toEqual(row);
    }
  });

  it.each([
    '',
    '[]',
    '{"id":"x","messages":[{"role":"user"}]}',
    `{"id":"${'a'.repeat(64)}","messages":[]}`,
    `{"id":"${'a'.repeat(64)}","messages":[{"role":"user"}],"more":1}`,
  ])('is not %s, which is told by file and line', (text) => {
    expect(() => parseStoredRow(aLine(text), 'train.jsonl')).toThrow(
      /^Expected a dataset row at line 7 of train\.jsonl, got something else\./,
    );
  });
});

function rowFrom(text: string, group: string | null = null): ReturnType<typeof rowOf> {
  const parsed = createParser(defaultPolicy, null).parse(aLine(text));
  if (parsed.kind !== 'example') throw new Error(`Expected an example, got ${JSON.stringify(parsed)}.`);
  return rowOf(parsed.example, group);
}

function aLine(text: string): { number: number; offset: number; length: number; tooLong: boolean; bytes: Buffer } {
  const bytes = Buffer.from(text);
  return { number: 7, offset: 0, length: bytes.length, tooLong: false, bytes };
}
