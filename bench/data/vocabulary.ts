/** A made-up vocabulary with the frequencies of a natural one: few words make up most of a text, and there is always a new one. */

import { pick } from './random.js';

const frequent =
  'the of to and a in is for that it on with you this be are as have can not or your from by at we if will an what which do how all when there please use more so one has about but they time would my any new need them first out some into other like than also just make get here could only then over its was should very most such where each because between both after before'.split(
    ' ',
  );
const starts = ['b', 'c', 'd', 'f', 'g', 'h', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'br', 'cl', 'st', 'tr', 'pl', 'sh'] as const;
const vowels = ['a', 'e', 'i', 'o', 'u', 'ea', 'ou', 'ai'] as const;
const ends = ['', '', 'n', 'r', 's', 't', 'l', 'ck', 'nd', 'st'] as const;

export interface Vocabulary {
  /** A word with a probability of about 1 / its rank. */
  word(): string;
}

export function createVocabulary(random: () => number, size = 40_000): Vocabulary {
  const words = [...frequent];
  while (words.length < size) {
    let word = '';
    for (let syllables = 1 + Math.floor(random() * 3); syllables > 0; syllables -= 1)
      word += pick(random, starts) + pick(random, vowels) + pick(random, ends);
    words.push(word);
  }
  return { word: () => words[Math.floor(size ** random()) - 1] ?? 'the' };
}
