/**
 * The words of an example as hashes: NFKC, lower case, split at whatever is no letter, mark or number, each character of Han, Hiragana and
 * Katakana a word of its own. ASCII texts, nearly all there are, take a way without any new string.
 */

import type { Example } from '../example.js';
import { asciiWords, inWord, kindOf, separator, wordItself } from './characters.js';
import { mix } from './mix.js';
import { finalAnswerAt, textsOf } from './texts.js';

/** Views into buffers that the next `read` writes over. */
export interface Words {
  /** 32 bits of each word, in order, over all texts. */
  readonly hashes: Uint32Array;
  /** Another 32 bits of the same words: two words of a million share a hash, none share both. */
  readonly checks: Uint32Array;
  readonly count: number;
  /** Exclusive end of each text in `hashes`. A text without words ends where the one before it does. */
  readonly ends: Uint32Array;
  readonly texts: number;
  /** First text of the final answer; those before it are the prompt. `texts` where there is no answer. */
  readonly firstAnswerText: number;
}

export interface WordReader {
  read(example: Example): Words;
}

const firstSeed = 0x811c9dc5;
const secondSeed = 0x9747b28c;

export function createWordReader(): WordReader {
  const words = {
    hashes: new Uint32Array(1024),
    checks: new Uint32Array(1024),
    count: 0,
    ends: new Uint32Array(64),
    texts: 0,
    firstAnswerText: 0,
  };
  const add = (text: string): void => {
    makeRoom(words, text.length);
    const count = scanAscii(text, words);
    words.count = count < 0 ? scanUnicode(text.normalize('NFKC').toLowerCase(), words) : count;
    words.ends[words.texts] = words.count;
    words.texts += 1;
  };
  return {
    read: (example) => {
      words.count = 0;
      words.texts = 0;
      const answer = finalAnswerAt(example);
      for (let index = 0; index < example.messages.length; index += 1) {
        if (index === answer) words.firstAnswerText = words.texts;
        const message = example.messages[index];
        if (message === undefined || message.role === 'system') continue;
        if (message.content !== null) add(message.content);
        if (message.tool_calls === undefined) continue;
        for (const call of message.tool_calls) add(`${call.function.name} ${call.function.arguments}`);
      }
      if (answer === example.messages.length) words.firstAnswerText = words.texts;
      return words;
    },
  };
}

/** The normalised form of each text: its words joined by one space. */
export function normalisedTexts(example: Example): string[] {
  return textsOf(example).map((text) => wordsOf(text).join(' '));
}

/** The words themselves, for the few examples that are looked at closely. */
export function wordsOf(text: string): string[] {
  const normalised = text.normalize('NFKC').toLowerCase();
  const words: string[] = [];
  let start = -1;
  for (let index = 0; index < normalised.length; index += 1) {
    const code = normalised.codePointAt(index) ?? 0;
    const kind = kindOf(code);
    if (kind !== inWord && start >= 0) {
      words.push(normalised.slice(start, index));
      start = -1;
    }
    if (kind === inWord && start < 0) start = index;
    if (kind === wordItself) words.push(String.fromCodePoint(code));
    if (code > 0xffff) index += 1;
  }
  if (start >= 0) words.push(normalised.slice(start));
  return words;
}

/**
 * Writes 64 bits over all words and the places where texts end: equal for two examples that are the same after normalisation. False, with
 * zeros, for an example without a word: such examples are not each other's duplicates.
 */
export function normalisedHash(words: Words, into: Uint32Array): boolean {
  return hashTexts(words, words.texts, into);
}

/** The same over the texts before the final answer. False where nothing is asked. */
export function promptHash(words: Words, into: Uint32Array): boolean {
  return hashTexts(words, words.firstAnswerText, into);
}

function hashTexts(words: Words, texts: number, into: Uint32Array): boolean {
  const { hashes, checks, ends } = words;
  let [first, second, at] = [firstSeed, secondSeed, 0];
  for (let text = 0; text < texts; text += 1) {
    const end = ends[text] ?? 0;
    for (; at < end; at += 1) {
      first = Math.imul(((first << 5) | (first >>> 27)) ^ (hashes[at] ?? 0), 0x9e3779b1);
      second = Math.imul(((second << 7) | (second >>> 25)) ^ (checks[at] ?? 0), 0x85ebca6b);
    }
    first = mix(first + at);
    second = mix(second ^ text);
  }
  into[0] = at === 0 ? 0 : first;
  into[1] = at === 0 ? 0 : second;
  return at > 0;
}

interface Buffers {
  hashes: Uint32Array;
  checks: Uint32Array;
  count: number;
  ends: Uint32Array;
  texts: number;
}

/** For a text of ASCII, in which every second character at most ends a word; `scanUnicode` asks again. */
function makeRoom(words: Buffers, length: number): void {
  const needed = words.count + length + 1;
  if (needed > words.hashes.length) {
    words.hashes = grown(words.hashes, needed);
    words.checks = grown(words.checks, needed);
  }
  if (words.texts === words.ends.length) words.ends = grown(words.ends, words.texts + 1);
}

function grown(array: Uint32Array, needed: number): Uint32Array {
  const larger = new Uint32Array(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}

/** Appends the words of the text; the new count, or -1 at the first character that is not ASCII. */
function scanAscii(text: string, words: Buffers): number {
  const { hashes, checks } = words;
  let [count, first, second, inside] = [words.count, firstSeed, secondSeed, false];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 128) return -1;
    const lower = asciiWords[code] ?? 0;
    if (lower !== 0) {
      first = Math.imul(first ^ lower, 0x01000193);
      second = Math.imul(((second << 5) | (second >>> 27)) ^ lower, 0x9e3779b1);
      inside = true;
    } else if (inside) {
      hashes[count] = mix(first);
      checks[count] = second;
      count += 1;
      first = firstSeed;
      second = secondSeed;
      inside = false;
    }
  }
  if (!inside) return count;
  hashes[count] = mix(first);
  checks[count] = second;
  return count + 1;
}

/** The same for a normalised text in lower case, by code points. */
function scanUnicode(text: string, words: Buffers): number {
  makeRoom(words, text.length);
  const { hashes, checks } = words;
  let [count, first, second, inside] = [words.count, firstSeed, secondSeed, false];
  for (let index = 0; index < text.length; index += 1) {
    let code = text.charCodeAt(index);
    if ((code & 0xf800) === 0xd800) {
      code = text.codePointAt(index) ?? 0;
      if (code > 0xffff) index += 1;
    }
    const kind = kindOf(code);
    if (inside && kind !== inWord) {
      hashes[count] = mix(first);
      checks[count] = second;
      count += 1;
      first = firstSeed;
      second = secondSeed;
      inside = false;
    }
    if (kind === separator) continue;
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(((second << 5) | (second >>> 27)) ^ code, 0x9e3779b1);
    if (kind !== wordItself) inside = true;
    else {
      hashes[count] = mix(first);
      checks[count] = second;
      count += 1;
      first = firstSeed;
      second = secondSeed;
    }
  }
  if (!inside) return count;
  hashes[count] = mix(first);
  checks[count] = second;
  return count + 1;
}
