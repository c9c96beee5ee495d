import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Example } from '../../../dataset/example.js';
import { redactionKinds } from '../../../dataset/policy.js';
import { createRedactor } from '../../../dataset/redact/redact.js';
import {
  aCard,
  aNino,
  anAnnouncedPhone,
  anEmail,
  anIban,
  anIp,
  anSsn,
  aPhone,
  aSecret,
  aWallet,
  seeded,
  urlCredentials,
} from './made-up.js';

const redactor = createRedactor(redactionKinds);
const makers = [anEmail, aPhone, anAnnouncedPhone, aCard, anIban, anSsn, aNino, anIp, urlCredentials, aWallet, aSecret];

const planted = fc.tuple(fc.nat(), fc.constantFrom(...makers)).map(([seed, make]) => make(seeded(seed)));
const glue = fc.constantFrom(
  ' ',
  '',
  '-',
  '.',
  ', ',
  '\n',
  '/',
  ':',
  '=',
  '@',
  '"',
  '<',
  '>',
  '(',
  ')',
  '+',
  ' and ',
  'call ',
  'order ',
  'password: ',
  '://',
  '<EMAIL_3>',
  '<PHONE_1>',
  '2024-01-02',
  '12:30',
  '7',
  '123',
);
const piece = fc.oneof(
  { weight: 3, arbitrary: planted },
  { weight: 4, arbitrary: glue },
  { weight: 1, arbitrary: fc.string({ maxLength: 12, unit: 'binary' }) },
);
const mixed = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));
const wellFormed = fc.string({ unit: 'grapheme', maxLength: 40 });

function anExample(contents: readonly string[], args: string): Example {
  const call = { function: { arguments: args, name: 'send' }, id: 'a', type: 'function' as const };
  return {
    messages: [
      ...contents.map((content) => ({ content, role: 'user' as const })),
      { content: null, role: 'assistant', tool_calls: [call] },
    ],
  };
}

describe('redaction', () => {
  it('of what is redacted changes nothing', () => {
    fc.assert(
      fc.property(fc.array(mixed, { minLength: 1, maxLength: 3 }), fc.jsonValue(), mixed, (contents, value, text) => {
        const once = redactor.redact(anExample(contents, JSON.stringify({ value, text })));
        const twice = redactor.redact(once.example);
        expect(twice.found).toEqual([]);
        expect(twice.example).toBe(once.example);
      }),
      { numRuns: 500 },
    );
  });

  it('of a sample that is redacted changes nothing', () => {
    fc.assert(
      fc.property(mixed, (text) => {
        const once = redactor.redactText(text);
        expect(redactor.redactText(once)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves JSON with the same keys and the same values where nothing was found', () => {
    const value = fc.oneof(mixed, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ maxLength: 8 }), fc.oneof(value, fc.array(value, { maxLength: 4 })), { maxKeys: 5 }),
        (object) => {
          const { example } = redactor.redact(anExample([], JSON.stringify(object)));
          const after: unknown = JSON.parse(example.messages[0]?.tool_calls?.[0]?.function.arguments ?? '');
          expect(Object.keys(after as object)).toEqual(Object.keys(JSON.parse(JSON.stringify(object)) as object));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('returns the very object of a text without digits, at signs and long words', () => {
    const plain = fc
      .array(fc.constantFrom('the', 'Karte', 'carte', '😀', '支付', 'why?', 'note:', '-', '…', 'é'), { maxLength: 40 })
      .map((said) => said.join(' '));
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1, maxLength: 4 }), (contents) => {
        const example = anExample(contents, '{"city":"Paris"}');
        expect(redactor.redact(example)).toEqual({ example, found: [] });
        expect(redactor.redact(example).example).toBe(example);
      }),
    );
  });

  it('never cuts a character in two', () => {
    fc.assert(
      fc.property(wellFormed, planted, wellFormed, (before, value, after) => {
        const text = redactor.redactText(`${before}${value}${after}`);
        // A lone surrogate does not survive the bytes.
        expect(Buffer.from(text).toString()).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});
