import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readChatBody } from '../../../apps/gateway/chat-body.js';
import { RequestRefused } from '../../../apps/gateway/refusal.js';

describe('a chat body', () => {
  it('keeps every byte but the value of model', () => {
    const space = fc.stringMatching(/^[ \t\r\n]{0,3}$/);
    const scalar = fc.constantFrom(
      '12345678901234567890',
      '1.0',
      '-0.0e-7',
      'true',
      'null',
      '"\\ud83d\\ude00"',
      '"\\\\"',
      '"a\\"}],\\"model\\":\\"x"',
    );
    const value = fc.oneof(
      scalar,
      fc.jsonValue().map((json) => JSON.stringify(json)),
      fc.string().map((text) => JSON.stringify(text)),
    );
    const key = fc.string({ unit: 'binary' }).filter((text) => !/model|cache_prompt|lora|id_slot/i.test(text));
    const member = fc
      .tuple(space, key, space, space, value, space)
      .map(([a, name, b, c, json, d]) => `${a}${JSON.stringify(name)}${b}:${c}${json}${d}`);
    fc.assert(
      fc.property(
        fc.record({ before: fc.array(member), after: fc.array(member), outer: space, inner: space }),
        ({ before, after, outer, inner }) => {
          const withModel = (name: string) =>
            `${outer}{${[...before, `${inner}"model"${inner}:${inner}"${name}"${inner}`, ...after].join(',')}}${outer}`;
          const body = readChatBody(Buffer.from(withModel('support')));
          expect(body.model).toBe('support');
          expect(body.forModel('support@v2').toString()).toBe(withModel('support@v2'));
        },
      ),
    );
  });

  it('passes a string of nearly a megabyte through', () => {
    const long = '\\"{[é'.repeat(150_000);
    const text = `{"messages":"${long}","model":"a"}`;
    expect(readChatBody(Buffer.from(text)).forModel('b').toString()).toBe(`{"messages":"${long}","model":"b"}`);
  });

  it.each([
    ['twice', '{"model":"a","model":"b"}'],
    ['in another case beside', '{"model":"a","MODEL":"b"}'],
    ['only in another case', '{"Model":"a"}'],
    ['with an escape beside', '{"model":"a","mod\\u0065l":"b"}'],
    ['only with an escape', '{"mod\\u0065l":"a"}'],
    ['as a number', '{"model":1}'],
    ['as a list', '{"model":["a"]}'],
    ['as null', '{"model":null}'],
    ['only further down', '{"messages":[{"model":"a"}]}'],
    ['nowhere', '{}'],
  ])('is refused when it names the model %s', (_, text) => {
    expect(() => readChatBody(Buffer.from(text))).toThrow(RequestRefused);
  });

  it.each([
    '',
    'null',
    '[]',
    '"model"',
    '{"model":"a"',
    '{"model":"a"} {}',
    '{"model":"a",}',
    '{"model":"a" "b":1}',
    '{model:"a"}',
    '\ufeff{"model":"a"}',
    '{"model":}',
  ])('is refused when it is not one JSON object: %s', (text) => {
    expect(() => readChatBody(Buffer.from(text))).toThrow(RequestRefused);
  });

  it('loses the fields that steer what requests share, however they are spelt and wherever they stand', () => {
    const text = '{"lora":[{"id":0,"scale":1}],"seed": 1.0 ,"CACHE_PROMPT":true,"model":"a","id_\\u0073lot":3,"Lora":[]}';
    expect(readChatBody(Buffer.from(text)).forModel('b').toString()).toBe('{"seed": 1.0 ,"model":"b"}');
  });

  it('keeps fields of those names inside messages', () => {
    const text = '{"model":"a","messages":[{"lora":1,"cache_prompt":2}]}';
    expect(readChatBody(Buffer.from(text)).forModel('a').toString()).toBe(text);
  });

  it('tells whose request it is', () => {
    expect(readChatBody(Buffer.from('{"user":"anna \\u00e9","model":"a"}')).user).toBe('anna é');
    expect(readChatBody(Buffer.from('{"user":7,"model":"a"}')).user).toBeUndefined();
  });
});
