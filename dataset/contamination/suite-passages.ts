/** What is looked for among the training examples: the questions of suites and their long expected answers, as words. */

import type { Example, Message } from '../example.js';
import { textsOf } from '../text/texts.js';
import { createWordReader, normalisedTexts } from '../text/words.js';
import type { SuiteText } from './suite-text.js';

/** A text with at least one word. */
export interface PassageText {
  /** First word in `hashes` of all passages. */
  readonly at: number;
  readonly words: readonly string[];
}

export interface Passage {
  /** In `all`. */
  readonly index: number;
  /** Indexes of all suite items with these words. */
  readonly items: number[];
  readonly part: 'question' | 'answer';
  readonly texts: readonly PassageText[];
  readonly words: number;
  /** Words of the longest text. */
  readonly longest: number;
}

export interface Passages {
  readonly all: readonly Passage[];
  /** Of each word, text after text, passage after passage. */
  readonly hashes: Uint32Array;
  /** Where in `hashes` a run of so many words begins; no run crosses from one text to the next. */
  runs(length: number): Uint32Array;
}

/** From so many words on an overlap of 13 words is what counts; below, the text as a whole. */
export const longWords = 13;

/** Items that ask the same after normalisation share a passage. Items without a word have none: they are found by `promptDigest` alone. */
export function suitePassages(suites: readonly SuiteText[]): Passages {
  const all: Passage[] = [];
  const known = new Map<string, Passage>();
  const hashes: number[] = [];
  const reader = createWordReader();
  suites.forEach((suite, item) => {
    for (const part of ['question', 'answer'] as const) {
      const example: Example = { messages: messagesOf(suite, part) };
      const texts = normalisedTexts(example).map((text) => (text === '' ? [] : text.split(' ')));
      const longest = Math.max(0, ...texts.map(({ length }) => length));
      // Short answers, such as labels, are the same for many questions and say nothing about one.
      if (longest === 0 || (part === 'answer' && longest < longWords)) continue;
      const key = `${part}\n${texts.map((words) => words.join(' ')).join('\n')}`;
      const same = known.get(key);
      if (same !== undefined) {
        same.items.push(item);
        continue;
      }
      const read = reader.read(example);
      const base = hashes.length;
      for (let word = 0; word < read.count; word += 1) hashes.push(read.hashes[word] ?? 0);
      const placed = texts.map((words, text) => ({ at: base + (text === 0 ? 0 : (read.ends[text - 1] ?? 0)), words }));
      const passage = {
        index: all.length,
        items: [item],
        part,
        texts: placed.filter(({ words }) => words.length > 0),
        words: read.count,
        longest,
      };
      known.set(key, passage);
      all.push(passage);
    }
  });
  return { all, hashes: Uint32Array.from(hashes), runs: (length) => runsOf(all, length) };
}

function runsOf(all: readonly Passage[], length: number): Uint32Array {
  const places: number[] = [];
  for (const { texts } of all) {
    for (const { at, words } of texts) {
      for (let place = at; place + length <= at + words.length; place += 1) places.push(place);
    }
  }
  return Uint32Array.from(places);
}

/** The texts of that part as they stand, those without a word left out as in the passage. */
export function rawTexts(suite: SuiteText, part: Passage['part']): string[] {
  return textsWithWords({ messages: messagesOf(suite, part) }).map(({ raw }) => raw);
}

/** Each text with its normalised form. */
export function textsWithWords(example: Example): { readonly raw: string; readonly normalised: string }[] {
  const normalised = normalisedTexts(example);
  return textsOf(example)
    .map((raw, index) => ({ raw, normalised: normalised[index] ?? '' }))
    .filter((text) => text.normalised !== '');
}

function messagesOf({ messages }: SuiteText, part: Passage['part']): readonly Message[] {
  const said = messages.filter(({ role }) => role !== 'system');
  const hasAnswer = said.length > 1 && said.at(-1)?.role === 'assistant';
  if (part === 'answer') return hasAnswer ? said.slice(-1) : [];
  return hasAnswer ? said.slice(0, -1) : said;
}
