/** The words of an example: the definition that everybody can recompute, and the fast way that must agree with it. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Example, Message, Role } from '../../../dataset/example.js';
import { textsOf } from '../../../dataset/text/texts.js';
import { createWordReader, normalisedHash, normalisedTexts, promptHash, wordsOf } from '../../../dataset/text/words.js';

const say = (role: Role, content: string): Message => ({ content, role });
const chat = (...contents: string[]): Example => ({
  messages: contents.map((content, index) => say(index % 2 === 0 ? 'user' : 'assistant', content)),
});

/** The definition read off word by word, slowly. */
function slowWords(text: string): string[] {
  const spaced = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu, ' $& ');
  return spaced.split(' ').filter((word) => word !== '');
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary-ascii', maxLength: 60 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(
        'a',
        'É',
        'ß',
        'ﬁ',
        '１',
        '²',
        '漢',
        'か',
        'ｶ',
        'ﾞ',
        'ー',
        '한',
        '글',
        '𠀋',
        '😀',
        '\u0301',
        'Σ',
        'K',
        '-',
        ' ',
        '\ud800',
      ),
    )
    .map((all) => all.join('')),
);

const texts = fc.array(anyText, { minLength: 1, maxLength: 4 });

describe('words', () => {
  it('are those of the definition for any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(wordsOf(text)).toEqual(slowWords(text));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["It's 20% OFF!", ['it', 's', '20', 'off']],
    ['ＦＵＬＬ　ｗｉｄｔｈ ① ﬁne', ['full', 'width', '1', 'fine']],
    ['Ünïcode e\u0301', ['ünïcode', 'é']],
    ['東京タワーに行く', ['東', '京', 'タ', 'ワ', 'ー', 'に', '行', 'く']],
    ['GPT4漢字ok', ['gpt4', '漢', '字', 'ok']],
    ['안녕 하세요', ['안녕', '하세요']],
    ['naïve_case-split', ['naïve', 'case', 'split']],
    ['𠀋𝒳', ['𠀋', 'x']],
    ['... !? 😀 \ud800', []],
  ])('of %j are %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
    expect(slowWords(text)).toEqual(words);
  });

  it('have equal hashes exactly where they are equal, text by text', () => {
    const reader = createWordReader();
    fc.assert(
      fc.property(texts, (contents) => {
        const words = reader.read(chat(...contents));
        expect(words.texts).toBe(contents.length);
        const hashes = Array.from(words.hashes.subarray(0, words.count));
        const expected = contents.map(slowWords);
        expect(Array.from(words.ends.subarray(0, words.texts))).toEqual(endsOf(expected));
        const wordByHash = new Map(expected.flat().map((word, index) => [hashes[index], word]));
        expect(hashes.map((hash) => wordByHash.get(hash))).toEqual(expected.flat());
        expect(new Set(hashes).size).toBe(new Set(expected.flat()).size);
      }),
      { numRuns: 1000 },
    );
  });

  it('have the same hash in an ASCII text and in one that is not', () => {
    const reader = createWordReader();
    const hashes = Array.from(reader.read(chat('Hello, World 42')).hashes.subarray(0, 3));
    const others = reader.read(chat('“Hello” — WORLD … ４２'));
    expect(Array.from(others.hashes.subarray(0, others.count))).toEqual(hashes);
    expect(reader.read(chat('hello world 43')).hashes[2]).not.toBe(hashes[2]);
  });

  it('are read from texts of any length', () => {
    const reader = createWordReader();
    expect(reader.read(chat('a '.repeat(50_000), '漢'.repeat(50_000), '\ufdfa'.repeat(1000))).count).toBe(50_000 + 50_000 + 4000 - 999);
    expect(reader.read({ messages: Array.from({ length: 500 }, () => say('user', 'one two')) }).texts).toBe(500);
  });
});

describe('the texts of an example', () => {
  const call = (name: string, text: string) => ({ function: { arguments: text, name }, id: name, type: 'function' as const });
  const withTools: Example = {
    messages: [
      say('system', 'You are a bot.'),
      say('user', 'Weather?'),
      { content: 'Looking.', role: 'assistant', tool_calls: [call('weather', '{"city":"Bern"}'), call('time', '{}')] },
      { content: '12 degrees', role: 'tool', tool_call_id: 'weather' },
      { content: null, role: 'assistant', tool_calls: [call('say', '{"text":"12"}')] },
    ],
    tools: [{ function: { description: 'Tells the weather', name: 'weather' }, type: 'function' }],
  };

  it('are contents and calls, without system prompts and schemas', () => {
    expect(textsOf(withTools)).toEqual(['Weather?', 'Looking.', 'weather {"city":"Bern"}', 'time {}', '12 degrees', 'say {"text":"12"}']);
    expect(normalisedTexts(withTools)).toEqual(['weather', 'looking', 'weather city bern', 'time', '12 degrees', 'say text 12']);
    const words = createWordReader().read(withTools);
    expect([words.texts, words.firstAnswerText, words.count]).toEqual([6, 5, 11]);
  });

  it.each<[string, Message[], number]>([
    ['the last of an assistant', [say('user', 'a'), say('assistant', 'b'), say('user', 'c'), say('assistant', 'd')], 3],
    ['the only text', [say('assistant', 'a')], 0],
    ['none', [say('user', 'a'), say('user', 'b')], 2],
    ['none, and nothing else', [say('system', 'a')], 0],
  ])('have as the answer %s', (_, messages, first) => {
    expect(createWordReader().read({ messages }).firstAnswerText).toBe(first);
  });
});

describe('the hash of a normalised example', () => {
  const reader = createWordReader();
  const hashOf = (example: Example): string | null => {
    const into = new Uint32Array(2);
    return normalisedHash(reader.read(example), into) ? into.join() : null;
  };
  const promptOf = (example: Example): string | null => {
    const into = new Uint32Array(2);
    return promptHash(reader.read(example), into) ? into.join() : null;
  };

  it('is equal exactly where the normalised texts are', () => {
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(texts, (contents) => {
        const normalised = contents.map((text) => slowWords(text).join(' '));
        const hash = hashOf(chat(...contents));
        expect(hash === null).toBe(normalised.every((text) => text === ''));
        if (hash === null) return;
        const key = JSON.stringify(normalised);
        expect(seen.get(hash) ?? key).toBe(key);
        seen.set(hash, key);
        expect(hashOf(chat(...contents.map((text) => `?${text.normalize('NFKC').toLowerCase()} !`)))).toBe(hash);
      }),
      { numRuns: 1000 },
    );
  });

  it('knows where a text ends, and the order of words', () => {
    const hashes = [['a b', 'c'], ['a', 'b c'], ['a b c', ''], ['', 'a b c'], ['a b c'], ['b a', 'c']].map((contents) =>
      hashOf(chat(...contents)),
    );
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('has no equal where there is no word', () => {
    expect(hashOf(chat('...', '!!'))).toBeNull();
    expect(hashOf({ messages: [say('system', 'words')] })).toBeNull();
  });

  it('of the prompt leaves the answer out', () => {
    expect(promptOf(chat('Which one?', 'This.'))).toBe(promptOf(chat('which ONE', 'That!')));
    expect(promptOf(chat('Which two?', 'This.'))).not.toBe(promptOf(chat('Which one?', 'This.')));
    expect(promptOf({ messages: [say('assistant', 'Only a text')] })).toBeNull();
  });
});

function endsOf(texts: readonly string[][]): number[] {
  let end = 0;
  return texts.map((words) => (end += words.length));
}
