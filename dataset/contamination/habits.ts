/**
 * Knows the pairs and triples of words that suites have: tells where so many of them stand in a row that something longer may be shared, and
 * counts them, which says how often the examples would make a run of words by chance.
 */

import type { Words } from '../text/words.js';
import { createKeyCounts, type KeyCounts } from './key-counts.js';
import type { Passages } from './suite-passages.js';

/** Called for places where all triples may be the suites'; what stands there has to be compared. */
export interface Visitor {
  /** Four words from there on. */
  four(at: number, textEnd: number): void;
  /** Eight words from there on. */
  eight(at: number): void;
  /** A text as a whole, one or two words included. */
  text(start: number, end: number): void;
}

export interface Habits {
  /** Whether an example with that digest is to be counted: of large suites' words a sample says enough, and all would cost more than reading them. */
  isCounted(digest: number): boolean;
  /** Counts the example. */
  count(words: Words): void;
  visit(words: Words, visitor: Visitor): void;
  /**
   * Occurrences to be expected of the passages' words `from` to before `to`, if each depended on the two before alone: the count of the first
   * pair times, for each further word, (c(abc) + 1/2) / (c(ab) + 5): a Markov chain of order two, smoothed by added counts.
   *
   * @param copies known occurrences of the run among those counted, which must not explain themselves
   */
  expected(from: number, to: number, copies: number): number;
  readonly counts: readonly KeyCounts[];
}

/** How likely a word is after two that were never seen together. */
const afterUnseen = 0.01;
/** Added to what was counted: a few sightings of a pair do not tell what follows it. With less, what two or three examples copied would excuse itself. */
const smoothing = { triple: 0.5, pair: 5 };
/** From so many different pairs on, about 2,000 long questions, one example in so many is counted. A power of two. */
const sampling = { pairs: 100_000, oneIn: 8 };

export function createHabits(passages: Passages): Habits {
  const source = passages.hashes;
  const pairAt = (at: number): number => joined(source[at] ?? 0, source[at + 1] ?? 0);
  const tripleAt = (at: number): number => joined(pairAt(at), source[at + 2] ?? 0);
  const pairs = createKeyCounts(Int32Array.from(passages.runs(2), pairAt));
  const triples = createKeyCounts(Int32Array.from(passages.runs(3), tripleAt));
  const oneIn = pairs.size > sampling.pairs ? sampling.oneIn : 1;
  return {
    isCounted: (digest) => (digest & (oneIn - 1)) === 0,
    count: ({ hashes, ends, texts }) => {
      let start = 0;
      for (let text = 0; text < texts; text += 1) {
        const end = ends[text] ?? 0;
        let pair = 0;
        for (let at = start + 1; at < end; at += 1) {
          const word = hashes[at] ?? 0;
          // A triple is the suites' only if both of its pairs are.
          const triple = pair === 0 ? 0 : joined(pair, word);
          pair = joined(hashes[at - 1] ?? 0, word);
          if (!pairs.add(pair)) pair = 0;
          else if (triple !== 0) triples.add(triple);
        }
        start = end;
      }
    },
    visit: ({ hashes, ends, texts }, visitor) => {
      let start = 0;
      for (let text = 0; text < texts; text += 1) {
        const end = ends[text] ?? 0;
        let [pair, inRow] = [joined(hashes[start] ?? 0, hashes[start + 1] ?? 0), 0];
        for (let at = start + 2; at < end; at += 1) {
          const word = hashes[at] ?? 0;
          const triple = joined(pair, word);
          pair = joined(hashes[at - 1] ?? 0, word);
          if (!triples.mayHave(triple)) {
            inRow = 0;
            continue;
          }
          inRow += 1;
          if (inRow >= 2) visitor.four(at - 3, end);
          if (inRow >= 6) visitor.eight(at - 7);
        }
        if (end > start && inRow >= end - start - 2) visitor.text(start, end);
        start = end;
      }
    },
    expected: (from, to, copies) => {
      const others = (counts: KeyCounts, key: number): number => Math.max(0, counts.of(key) - copies);
      let occurrences = oneIn * (others(pairs, pairAt(from)) || afterUnseen);
      for (let at = from; at + 2 < to; at += 1) {
        const seen = others(pairs, pairAt(at));
        occurrences *= seen === 0 ? afterUnseen : (others(triples, tripleAt(at)) + smoothing.triple) / (seen + smoothing.pair);
      }
      return occurrences;
    },
    counts: [pairs, triples],
  };
}

/** 32 bits, signed; 0, which stands for none, is as good as never. */
function joined(left: number, right: number): number {
  const mixed = Math.imul(left, 0x9e3779b1) ^ right;
  return Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
}
