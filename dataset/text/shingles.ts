/** Shingles: the small pieces by which two examples are compared. Hashed where all examples are looked at, as text where a pair is verified. */

import type { Example } from '../example.js';
import { mix } from './mix.js';
import { textsOf } from './texts.js';
import { normalisedTexts, wordsOf } from './words.js';
import type { Words } from './words.js';

export interface ShingleKind {
  readonly unit: 'word' | 'char';
  /** Words or characters in one shingle. */
  readonly size: number;
}

const mostSize = { word: 32, char: 256 } as const;

/** `word-2`, `char-5`. Throws for anything else. */
export function parseShingle(text: string): ShingleKind {
  const [, unit, digits] = /^(word|char)-([1-9]\d{0,3})$/.exec(text) ?? [];
  const size = Number(digits);
  if ((unit !== 'word' && unit !== 'char') || size > mostSize[unit]) {
    throw new TypeError(
      `Expected a shingle such as word-2 (word-1 to word-${mostSize.word}) or char-24 (char-1 to char-${mostSize.char}), got ${JSON.stringify(text)}. Set nearDuplicates.shingle to one of these.`,
    );
  }
  return { unit, size };
}

export interface Shingler {
  /** Hashes of the shingles, unsorted and with repeats: a view that the next call writes over. */
  hash(words: Words, example: Example): Uint32Array;
  /** The set itself. Equal shingles have equal hashes; the other way round holds for all but one pair in 4 billion. */
  strings(example: Example): Set<string>;
}

export function createShingler(kind: ShingleKind): Shingler {
  return kind.unit === 'word' ? createWordShingler(kind.size) : createCharacterShingler(kind.size);
}

/** For the report: whoever has the examples can compute every similarity again. */
export function definitionOf(kind: ShingleKind, similarity: number): string[] {
  const piece =
    kind.unit === 'word'
      ? `${plural(kind.size, 'consecutive word')} within one text (a shorter text gives all its words as one shingle)`
      : `${plural(kind.size, 'consecutive character')} (code points) of a normalised text (a shorter text gives all of it as one shingle)`;
  const thousandths = Math.round(similarity * 1000);
  return [
    'Text of an example: the content of every message that is not of the system, and each tool call as a text of its own (its name, a space, its arguments as canonical JSON). System prompts and tool schemas never count.',
    'Normalised text: Unicode NFKC, lower case, each run of characters that are not letters, marks or numbers (\\p{L}, \\p{M}, \\p{N}) becomes one space; words are split at spaces, and every character of the scripts Han, Hiragana and Katakana is a word of its own (Hangul is split at spaces).',
    `Shingles of an example: the set of ${piece}.`,
    `Similarity of two examples: shared shingles / shingles in either (Jaccard); near-duplicates have at least ${similarity}, compared in integers: shared * 1000 >= ${thousandths} * union.`,
    `${onlyIdentical(thousandths)} An example without any shingle is no duplicate of anything.`,
    'Only wording is compared: paraphrases and translations are not found.',
  ];
}

/** n shingles of n + 1 are the nearest that a set can come to another one: n / (n + 1) >= t. */
function onlyIdentical(thousandths: number): string {
  if (thousandths >= 1000) return 'Near-duplicates have exactly the same shingles.';
  const smallest = Math.ceil(thousandths / (1000 - thousandths));
  return `An example with fewer than ${smallest} shingles is a near-duplicate only of one with exactly the same shingles.`;
}

const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

function createWordShingler(size: number): Shingler {
  let buffer = new Uint32Array(1024);
  const hash = (words: Words): Uint32Array => {
    if (words.count > buffer.length) buffer = new Uint32Array(words.count * 2);
    let [filled, start] = [0, 0];
    for (let text = 0; text < words.texts; text += 1) {
      const end = words.ends[text] ?? 0;
      const length = Math.min(size, end - start);
      for (let at = start; length > 0 && at + length <= end; at += 1) {
        buffer[filled] = hashRun(words.hashes, at, length);
        filled += 1;
      }
      start = end;
    }
    return buffer.subarray(0, filled);
  };
  const strings = (example: Example): Set<string> => {
    const shingles = new Set<string>();
    for (const text of textsOf(example)) {
      const words = wordsOf(text);
      const length = Math.min(size, words.length);
      for (let at = 0; length > 0 && at + length <= words.length; at += 1) {
        let shingle = words[at] ?? '';
        for (let next = at + 1; next < at + length; next += 1) shingle += ` ${words[next] ?? ''}`;
        shingles.add(shingle);
      }
    }
    return shingles;
  };
  return { hash, strings };
}

function createCharacterShingler(size: number): Shingler {
  let buffer = new Uint32Array(4096);
  let filled = 0;
  const add = (text: string): void => {
    const codes = Uint32Array.from(text, (character) => character.codePointAt(0) ?? 0);
    const length = Math.min(size, codes.length);
    if (filled + codes.length > buffer.length) {
      const larger = new Uint32Array((filled + codes.length) * 2);
      larger.set(buffer.subarray(0, filled));
      buffer = larger;
    }
    for (let at = 0; length > 0 && at + length <= codes.length; at += 1) {
      buffer[filled] = hashRun(codes, at, length);
      filled += 1;
    }
  };
  const hash = (_: Words, example: Example): Uint32Array => {
    filled = 0;
    for (const text of normalisedTexts(example)) add(text);
    return buffer.subarray(0, filled);
  };
  const strings = (example: Example): Set<string> => {
    const shingles = new Set<string>();
    for (const text of normalisedTexts(example)) {
      const characters = Array.from(text);
      const length = Math.min(size, characters.length);
      for (let at = 0; length > 0 && at + length <= characters.length; at += 1) shingles.add(characters.slice(at, at + length).join(''));
    }
    return shingles;
  };
  return { hash, strings };
}

function hashRun(items: Uint32Array, start: number, length: number): number {
  let hash = length;
  for (let at = start; at < start + length; at += 1) hash = Math.imul(((hash << 13) | (hash >>> 19)) ^ (items[at] ?? 0), 0x9e3779b1);
  return mix(hash);
}
