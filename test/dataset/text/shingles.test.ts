/** Shingles: what of two examples is compared, hashed and as text. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Example } from '../../../dataset/example.js';
import { createShingler, definitionOf, parseShingle } from '../../../dataset/text/shingles.js';
import { createWordReader, normalisedTexts } from '../../../dataset/text/words.js';

const chat = (...contents: string[]): Example => ({
  messages: contents.map((content, index) => ({ content, role: index % 2 === 0 ? 'user' : 'assistant' })),
});
const stringsOf = (kind: string, ...contents: string[]): string[] => [...createShingler(parseShingle(kind)).strings(chat(...contents))];

describe('the kind of a shingle', () => {
  it.each([
    ['word-2', { unit: 'word', size: 2 }],
    ['word-1', { unit: 'word', size: 1 }],
    ['char-24', { unit: 'char', size: 24 }],
  ])('is read from %s', (text, kind) => {
    expect(parseShingle(text)).toEqual(kind);
  });

  it.each(['', 'word', 'word-0', 'word-33', 'char-257', 'word-2.5', 'words-2', ' word-2', 'word--2'])('is not read from %j', (text) => {
    expect(() => parseShingle(text)).toThrow(/^Expected a shingle such as word-2 .*got ".*Set nearDuplicates\.shingle/);
  });
});

describe('shingles', () => {
  it.each([
    ['word-2', ['From A to B, from A', 'Yes.'], ['from a', 'a to', 'to b', 'b from', 'yes']],
    ['word-1', ['To be or not to be'], ['to', 'be', 'or', 'not']],
    ['word-3', ['one two', 'a b c d'], ['one two', 'a b c', 'b c d']],
    ['word-2', ['東京タワー'], ['東 京', '京 タ', 'タ ワ', 'ワ ー']],
    ['char-5', ['A-b cd', 'hi'], ['a b c', ' b cd', 'hi']],
    ['char-2', ['𝔸😀𠀋'], ['a ', ' 𠀋']],
    ['word-2', ['...', '!'], []],
  ])('%s of %j are %j', (kind, contents, shingles) => {
    expect(stringsOf(kind, ...contents)).toEqual(shingles);
  });

  it('never cross from one text into the next', () => {
    expect(stringsOf('word-2', 'a b', 'c d')).toEqual(['a b', 'c d']);
  });

  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.array(fc.constantFrom('a', 'b', 'c', ' ', '漢', 'é', '😀')).map((all) => all.join('')),
  );

  it.each(['word-1', 'word-2', 'word-3', 'char-1', 'char-5'])('%s have as many hashes as texts, equal where the texts are', (kind) => {
    const reader = createWordReader();
    const shingler = createShingler(parseShingle(kind));
    const textOf = new Map<number, string>();
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 3 }), (contents) => {
        const example = chat(...contents);
        const strings = shingler.strings(example);
        const hashes = new Set(shingler.hash(reader.read(example), example));
        expect(hashes.size).toBe(strings.size);
        for (const shingle of strings) {
          const alone = chat(shingle);
          const own = shingler.hash(reader.read(alone), alone);
          // The text of a character shingle may be trimmed when it is normalised again.
          if (normalisedTexts(alone)[0] !== shingle) continue;
          expect(own.length).toBe(1);
          const hash = own[0] ?? 0;
          expect(hashes).toContain(hash);
          expect(textOf.get(hash) ?? shingle).toBe(shingle);
          textOf.set(hash, shingle);
        }
      }),
    );
  });

  it('are hashed with repeats, as many as there are places', () => {
    const example = chat('a b '.repeat(2000), 'x');
    const hashes = createShingler(parseShingle('word-2')).hash(createWordReader().read(example), example);
    expect([hashes.length, new Set(hashes).size]).toEqual([4000, 3]);
  });
});

describe('the definition in words', () => {
  it('names the unit, the limit as integers and what cannot be found', () => {
    const text = definitionOf({ unit: 'word', size: 2 }, 0.95).join('\n');
    expect(text).toContain('2 consecutive words within one text');
    expect(text).toContain('shared * 1000 >= 950 * union');
    expect(text).toContain('fewer than 19 shingles');
    expect(text).toContain('paraphrases');
    expect(definitionOf({ unit: 'char', size: 1 }, 1).join('\n')).toMatch(
      /1 consecutive character .*\n.*Near-duplicates have exactly the same shingles/s,
    );
  });
});
