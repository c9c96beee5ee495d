import { describe, expect, it } from 'vitest';
import type { Example, Message } from '../../../dataset/example.js';
import { redactionKinds } from '../../../dataset/policy.js';
import { createRedactor, type NameDetector } from '../../../dataset/redact/redact.js';

const redactor = createRedactor(redactionKinds);

function anExample(...messages: readonly (string | Partial<Message>)[]): Example {
  return {
    messages: messages.map((message) => ({
      content: null,
      role: 'user' as const,
      ...(typeof message === 'string' ? { content: message } : message),
    })),
  };
}

function calling(args: string): Partial<Message> {
  return { role: 'assistant', tool_calls: [{ function: { arguments: args, name: 'send' }, id: 'call_1', type: 'function' }] };
}

function argumentsOf(example: Example, message = 0): string | undefined {
  return example.messages[message]?.tool_calls?.[0]?.function.arguments;
}

function redacted(...texts: readonly string[]): (string | null)[] {
  return redactor.redact(anExample(...texts)).example.messages.map(({ content }) => content);
}

describe('placeholders', () => {
  it('are the same for the same value in all messages of a record, however it is written', () => {
    expect(
      redacted(
        'I am Bob@Example.org, card 4111 1111 1111 1111, (415) 555-2671',
        'bob@example.org or eve@example.org? 4111111111111111, +1 415 555 2671, 212-555-0199',
      ),
    ).toEqual(['I am <EMAIL_1>, card <CARD_1>, <PHONE_1>', '<EMAIL_1> or <EMAIL_2>? <CARD_1>, <PHONE_1>, <PHONE_2>']);
  });

  it('go on behind the highest that the record has already, in whatever message it stands', () => {
    expect(redacted('write to a@example.org', 'as I told <EMAIL_7> and <PHONE_2>')).toEqual([
      'write to <EMAIL_8>',
      'as I told <EMAIL_7> and <PHONE_2>',
    ]);
  });

  it('are listed by kind and message, without the value', () => {
    expect(redactor.redact(anExample('hello', 'a@example.org, 10.1.2.3', 'a@example.org')).found).toEqual([
      { kind: 'email', message: 1, placeholder: '<EMAIL_1>' },
      { kind: 'ip', message: 1, placeholder: '<IP_1>' },
      { kind: 'email', message: 2, placeholder: '<EMAIL_1>' },
    ]);
  });

  it('stand for what is more telling where two kinds see the same characters', () => {
    expect(redacted('postgres://me:pa55@mail.example.org/db', 'token: bob.2024@example.org')).toEqual([
      'postgres://<URL_CREDENTIALS_1>@mail.example.org/db',
      'token: <SECRET_1>',
    ]);
  });
});

describe('a record', () => {
  it('is the same object when nothing was found, as is every message in which nothing was', () => {
    const clean = anExample('My card was declined 3 times at 10:30, why?', calling('{"city":"Paris"}'));
    expect(redactor.redact(clean).example).toBe(clean);
    const mixed = anExample('nothing here', 'a@example.org');
    expect(redactor.redact(mixed).example.messages[0]).toBe(mixed.messages[0]);
  });

  it('has its system message and tool messages read, and its tools left as they are', () => {
    const tools = [{ function: { description: 'mail to help@example.org', name: 'send' }, type: 'function' as const }];
    const example: Example = {
      ...anExample(
        { content: 'You are bot@example.org.', role: 'system' },
        { content: 'sent to eve@example.org', role: 'tool', tool_call_id: 'a' },
      ),
      tools,
    };
    const { example: after } = redactor.redact(example);
    expect(after.messages.map(({ content }) => content)).toEqual(['You are <EMAIL_1>.', 'sent to <EMAIL_2>']);
    expect(after.tools).toBe(tools);
  });

  it('keeps the order of its keys, so that its JSON stays canonical', () => {
    const example: Example = { messages: [{ content: 'a@example.org', role: 'user', weight: 1 }] };
    expect(JSON.stringify(redactor.redact(example).example)).toBe('{"messages":[{"content":"<EMAIL_1>","role":"user","weight":1}]}');
  });

  it('loses only the kinds that the policy names', () => {
    const { redact } = createRedactor(['phone']);
    expect(redact(anExample('a@example.org, +1 415 555 2671')).example.messages[0]?.content).toBe('a@example.org, <PHONE_1>');
    expect(createRedactor([]).redactText('a@example.org')).toBe('<EMAIL_1>');
  });
});

describe('JSON', () => {
  it('of a tool call stays JSON: texts, nested texts, numbers, and what the key says', () => {
    const before = JSON.stringify({
      card: 4_111_111_111_111_111,
      list: ['+44 20 7946 0958', 'x'],
      nested: JSON.stringify({ to: 'a@example.org', card: 4_111_111_111_111_111 }),
      note: 'tab\t"quoted" 415-555-2671\n',
      password: 'Tr0ub4dor3',
      phoneNumber: 4_155_552_671,
      price: 12.5,
      ssn: '123456789',
    });
    const after: unknown = JSON.parse(argumentsOf(redactor.redact(anExample(calling(before))).example) ?? '');
    expect(after).toEqual({
      card: '<CARD_1>',
      list: ['<PHONE_1>', 'x'],
      nested: '{"to":"<EMAIL_1>","card":"<CARD_1>"}',
      note: 'tab\t"quoted" <PHONE_2>\n',
      password: '<SECRET_1>',
      phoneNumber: '<PHONE_2>',
      price: 12.5,
      ssn: '<SSN_1>',
    });
  });

  it('keeps keys, spacing and the digits of large numbers', () => {
    const text = '{ "a@example.org" : 12345678901234567890,\n "to":"b@example.org" }';
    expect(redacted(text)).toEqual(['{ "a@example.org" : 12345678901234567890,\n "to":"<EMAIL_1>" }']);
  });

  it('that is none is read as text', () => {
    expect(redacted('{"to": "b@example.org"', '[see b@example.org]')).toEqual(['{"to": "<EMAIL_1>"', '[see <EMAIL_1>]']);
  });
});

describe('characters that look alike', () => {
  it('hide nothing: full-width forms, digits of other scripts, typographic spaces and hyphens', () => {
    expect(
      redacted(
        'ｂｏｂ＠ｅｘａｍｐｌｅ．ｏｒｇ',
        'card ４１１１１１１１１１１１１１１１',
        'call ٠٢٠ ٧٩٤٦ ٠٩٥٨',
        'on +33\u00a06\u202f12\u202f34\u202f56\u202f78',
        'on 415\u2011555\u20112671',
      ),
    ).toEqual(['<EMAIL_1>', 'card <CARD_1>', 'call <PHONE_1>', 'on <PHONE_2>', 'on <PHONE_3>']);
  });

  it.each([
    ['digits beyond the basic plane', '\u{1d7dc}\u{1d7d9}\u{1d7d9}\u{1d7d9} 1111 1111 1111'],
    ['a character without width inside', 'bob@exam\u200bple.o\u200brg'],
    ['words for signs', 'bob at example dot org'],
  ])('are missed, as the documentation says: %s', (_name, text) => {
    const after = redacted(text)[0] ?? '';
    expect(after).not.toBe('<EMAIL_1>');
    expect(after).not.toBe('<CARD_1>');
  });

  it('values that are split across messages are missed, as the documentation says', () => {
    expect(redacted('my card is 4111 1111', '1111 1111')).toEqual(['my card is 4111 1111', '1111 1111']);
  });
});

describe('a detector of names', () => {
  const names: NameDetector = {
    kind: 'PERSON',
    find: (text) =>
      [...text.matchAll(/Ada|EMAIL|😀/g)].map((match) => ({
        start: match.index,
        end: match.index + (match[0] === '😀' ? 1 : match[0].length),
      })),
  };

  it('adds placeholders of its own word, also inside JSON and in samples', () => {
    const { redact, redactText } = createRedactor(redactionKinds, [names]);
    const { example, found } = redact(anExample('Ada is ada@example.org', '{"who":"Ada"}'));
    expect(example.messages.map(({ content }) => content)).toEqual(['<PERSON_1> is <EMAIL_1>', '{"who":"<PERSON_1>"}']);
    expect(found.map(({ kind }) => kind)).toEqual(['name', 'email', 'name']);
    expect(redactText('Ada')).toBe('<PERSON_1>');
  });

  it('never touches a placeholder and never cuts a character in two', () => {
    expect(createRedactor([], [names]).redact(anExample('<EMAIL_1> 😀!')).example.messages[0]?.content).toBe('<EMAIL_1> <PERSON_1>!');
  });

  it.each(['person', 'EMAIL', '', 'A B'])('is refused when its word is %j', (kind) => {
    expect(() => createRedactor([], [{ kind, find: () => [] }])).toThrow(/needs a word for its placeholders, such as PERSON/);
  });
});
