/** Compares an example with one passage word by word, on the words themselves and not on hashes of them. */

import { gramWords } from './suite-grams.js';
import type { Passage } from './suite-passages.js';

/** Where a run of the passage stands in the example. */
export interface Overlap {
  /** Words of the longest run that stands on both sides; 0 where there is none of `gramWords`. */
  readonly longest: number;
  /** Of the longest run: its text in the example and in the passage, and its first word there. */
  readonly trainText: number;
  readonly trainWord: number;
  readonly suiteText: number;
  readonly suiteWord: number;
  /** Share of the passage's distinct runs of `gramWords` that stand in the example, from 0 to 1. */
  readonly containment: number;
}

/** Places of each run of `gramWords` words, as text and first word. */
export type GramPlaces = ReadonlyMap<string, readonly (readonly [text: number, word: number])[]>;

export function gramPlaces(texts: readonly (readonly string[])[]): GramPlaces {
  const places = new Map<string, (readonly [number, number])[]>();
  texts.forEach((words, text) => {
    for (let word = 0; word + gramWords <= words.length; word += 1) {
      const gram = words.slice(word, word + gramWords).join(' ');
      const known = places.get(gram);
      if (known === undefined) places.set(gram, [[text, word]]);
      else known.push([text, word]);
    }
  });
  return places;
}

/** @param isBoilerplate whether the run at that word of the passages counts neither as found nor as missing; it also ends a longer run */
export function overlapOf(places: GramPlaces, passage: Passage, isBoilerplate: (at: number) => boolean): Overlap {
  let best = { longest: 0, trainText: 0, trainWord: 0, suiteText: 0, suiteWord: 0 };
  const [all, found] = [new Set<string>(), new Set<string>()];
  passage.texts.forEach(({ at, words }, suiteText) => {
    /** Runs that end at the word before, by where they end in the example. */
    let before = new Map<string, number>();
    for (let word = 0; word + gramWords <= words.length; word += 1) {
      const current = new Map<string, number>();
      const gram = words.slice(word, word + gramWords).join(' ');
      const counts = !isBoilerplate(at + word);
      if (counts) all.add(gram);
      for (const [trainText, trainWord] of counts ? (places.get(gram) ?? []) : []) {
        found.add(gram);
        const grams = (before.get(`${trainText} ${trainWord - 1}`) ?? 0) + 1;
        current.set(`${trainText} ${trainWord}`, grams);
        const longest = grams + gramWords - 1;
        if (longest <= best.longest) continue;
        best = { longest, trainText, trainWord: trainWord - grams + 1, suiteText, suiteWord: word - grams + 1 };
      }
      before = current;
    }
  });
  return { ...best, containment: all.size === 0 ? 0 : found.size / all.size };
}

/** Whether every text of the passage stands in some text of the example as a whole. Both as normalised texts. */
export function standsWhole(texts: readonly string[], passage: Passage): boolean {
  const padded = texts.map((text) => ` ${text} `);
  return passage.texts.every(({ words }) => {
    const wanted = ` ${words.join(' ')} `;
    return padded.some((text) => text.includes(wanted));
  });
}

/** First text of the example from which on its texts are the passage's; -1 where they are nowhere. A few words count at the beginning only. */
export function equalFrom(texts: readonly string[], wanted: readonly string[], fewWords: boolean): number {
  const last = fewWords ? 0 : texts.length - wanted.length;
  for (let from = 0; from <= last; from += 1) {
    if (wanted.every((text, index) => texts[from + index] === text)) return from;
  }
  return -1;
}
