/** Tells what suites and examples share by habit from what one has of the other, by counting over all examples where the suites' words stand. */

import type { Words } from '../text/words.js';
import { sumPart, unionPart, type CounterPart } from './counters.js';
import { createHabits, type Habits } from './habits.js';
import { bitOf, digestOf, isInMany } from './spread.js';
import { createSuiteGrams, type SuiteGrams } from './suite-grams.js';
import { longWords, type Passages } from './suite-passages.js';
import { createWholeTexts, type WholeTexts } from './whole-texts.js';

/**
 * Occurrences by chance from which on a run is no sign of copying; at 1, data that knows no suite would have it. A short question is judged as a
 * whole. Of a long one any part may be shared, and a part of 13 words that was copied is rarer than this in any language.
 */
const mostByChance = { short: 0.1, long: 1e-5 };

export interface Boilerplate {
  readonly grams: SuiteGrams;
  readonly wholeTexts: WholeTexts;
  readonly habits: Habits;
  /** Counts the example; true where it shares something with a passage. */
  glance(words: Words): boolean;
  /** Whether a short passage stands as a whole in so many different examples that it is a phrase of the data. */
  isCommonWhole(passage: number): boolean;
  /** Whether the examples would make the words `from` to before `to` of the passage by chance. */
  isCommonRun(passage: number, from: number, to: number): boolean;
  readonly parts: readonly CounterPart[];
}

export function createBoilerplate(passages: Passages): Boilerplate {
  const grams = createSuiteGrams(passages);
  const wholeTexts = createWholeTexts(passages);
  const habits = createHabits(passages);
  /** Of the counted examples. */
  const wholes = new Uint32Array(passages.all.length);
  const wholeSpread = new Uint32Array(passages.all.length);

  let hashes: Uint32Array = new Uint32Array(0);
  let [bit, isCounted, isShared] = [0, false, false];
  const visitor = {
    four: (at: number, textEnd: number): void => {
      for (const passage of wholeTexts.embedded(hashes, at, textEnd)) {
        isShared = true;
        if (isCounted) wholes[passage] = (wholes[passage] ?? 0) + 1;
        wholeSpread[passage] = (wholeSpread[passage] ?? 0) | bit;
      }
    },
    eight: (at: number): void => {
      const gram = grams.find(hashes, at);
      if (gram < 0) return;
      grams.spread[gram] = (grams.spread[gram] ?? 0) | bit;
      isShared ||= !grams.isPhraseOfSuite(gram);
    },
    text: (start: number, end: number): void => {
      isShared ||= wholeTexts.equal(hashes, start, end).length > 0;
    },
  };
  return {
    grams,
    wholeTexts,
    habits,
    glance: (words) => {
      hashes = words.hashes;
      const digest = digestOf(words);
      bit = bitOf(digest);
      isCounted = habits.isCounted(digest);
      isShared = false;
      if (isCounted) habits.count(words);
      habits.visit(words, visitor);
      return isShared;
    },
    isCommonWhole: (passage) => isInMany(wholeSpread[passage] ?? 0),
    isCommonRun: (passage, from, to) => {
      const most = (passages.all[passage]?.longest ?? 0) < longWords ? mostByChance.short : mostByChance.long;
      return habits.expected(from, to, Math.max(1, wholes[passage] ?? 0)) > most;
    },
    parts: [unionPart(grams.spread), unionPart(wholeSpread), sumPart(wholes), ...habits.counts],
  };
}
