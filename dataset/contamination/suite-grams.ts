/** The runs of eight words of all suites: which passages have each, and in how many examples it stands. */

import { createGramTable, type GramTable } from './gram-table.js';
import { isInMany } from './spread.js';
import type { Passages } from './suite-passages.js';

/** Words in the runs of the weaker tier; those of the stronger are found as several of these side by side. */
export const gramWords = 8;

/** A run in more questions is a phrase of the suite: at least, and as a share of all questions. The upper limit bounds the work. */
const questions = { fewest: 5, share: 0.05, most: 100 };

export interface SuiteGrams {
  /** Number of the run that begins at that word; -1 for one of no suite. */
  find(words: Uint32Array, at: number): number;
  /** A phrase of a suite or of the data: shared without being copied. */
  isCommon(gram: number): boolean;
  /** The same for the run at that place of the passages' words. */
  isCommonAt(place: number): boolean;
  isPhraseOfSuite(gram: number): boolean;
  /** Calls back with each passage that has the run; with none for a phrase of the suite. */
  passagesOf(gram: number, onPassage: (passage: number) => void): void;
  /** Runs of the passage that are no phrases of the suite. */
  countOf(passage: number): number;
  /** Of each run one bit for each example with it, as `bitOf`. */
  readonly spread: Uint32Array;
}

export function createSuiteGrams(passages: Passages): SuiteGrams {
  const grams = createGramTable(passages.hashes, passages.runs(gramWords), gramWords);
  const { starts, postings } = postingsOf(passages, grams);
  const counts = new Uint32Array(passages.all.length);
  for (const passage of postings) counts[passage] = (counts[passage] ?? 0) + 1;
  const spread = new Uint32Array(grams.count);
  const isPhraseOfSuite = (gram: number): boolean => starts[gram] === starts[gram + 1];
  const isCommon = (gram: number): boolean => isPhraseOfSuite(gram) || isInMany(spread[gram] ?? 0);
  return {
    find: grams.find,
    isCommon,
    isCommonAt: (place) => isCommon(grams.find(passages.hashes, place)),
    isPhraseOfSuite,
    passagesOf: (gram, onPassage) => {
      for (let at = starts[gram] ?? 0; at < (starts[gram + 1] ?? 0); at += 1) onPassage(postings[at] ?? 0);
    },
    countOf: (passage) => counts[passage] ?? 0,
    spread,
  };
}

/** Passages by run, each once, in one array: half a million small ones would take ten times the memory. */
function postingsOf(passages: Passages, grams: GramTable): { readonly starts: Uint32Array; readonly postings: Uint32Array } {
  const most = Math.min(questions.most, Math.max(questions.fewest, passages.all.length * questions.share));
  const sizes = new Uint32Array(grams.count);
  eachGramOnce(passages, grams, (gram) => {
    sizes[gram] = (sizes[gram] ?? 0) + 1;
  });
  const starts = new Uint32Array(grams.count + 1);
  for (let gram = 0; gram < grams.count; gram += 1) {
    const size = sizes[gram] ?? 0;
    starts[gram + 1] = (starts[gram] ?? 0) + (size > most ? 0 : size);
  }
  const postings = new Uint32Array(starts[grams.count] ?? 0);
  const next = starts.slice();
  eachGramOnce(passages, grams, (gram, passage) => {
    if (starts[gram] === starts[gram + 1]) return;
    const at = next[gram] ?? 0;
    postings[at] = passage;
    next[gram] = at + 1;
  });
  return { starts, postings };
}

function eachGramOnce({ all, hashes }: Passages, grams: GramTable, onGram: (gram: number, passage: number) => void): void {
  const last = new Int32Array(grams.count).fill(-1);
  for (const { index, texts } of all) {
    for (const { at, words } of texts) {
      for (let place = at; place + gramWords <= at + words.length; place += 1) {
        const gram = grams.find(hashes, place);
        if (last[gram] === index) continue;
        last[gram] = index;
        onGram(gram, index);
      }
    }
  }
}
