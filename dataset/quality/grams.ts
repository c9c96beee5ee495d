/** Repetition and echo over the hashes of words: which runs of words come again within the answer, and which were in the prompt already. */

import type { Words } from '../text/words.js';

/** Shares of the answer's words. */
export interface Grams {
  /** Words within the most frequent run of two, if it comes three times or more; likewise of three and four. */
  topTwoGram: number;
  topThreeGram: number;
  topFourGram: number;
  /** Words within runs of five that were said before in the answer. */
  duplicateFiveGrams: number;
  /** Share of the answer's runs of two that the prompt has too. */
  echo: number;
  /** Share of the answer's runs of two that come more than once. */
  pairsAgain: number;
}

export interface GramReader {
  /** The object is the same each time. */
  read(words: Pick<Words, 'hashes' | 'count' | 'ends' | 'texts' | 'firstAnswerText'>): Grams;
}

/** Of an answer, from its start: a longer one that repeats itself does so here. Keeps the tables small. */
const mostWords = 50_000;
const fewestWords = 4;
/** Slots a word: hardly any two runs share one. */
const roominess = 4;
/** Twice is no habit. */
const habit = 3;

export function createGramReader(): GramReader {
  const grams = { topTwoGram: 0, topThreeGram: 0, topFourGram: 0, duplicateFiveGrams: 0, echo: 0, pairsAgain: 0 };
  let table = tableFor(512);
  return {
    read: ({ hashes, count, ends, texts, firstAnswerText }) => {
      const start = firstAnswerText === 0 ? 0 : (ends[firstAnswerText - 1] as number);
      const length = firstAnswerText >= texts ? 0 : Math.min(count - start, mostWords);
      reset(grams);
      if (length < fewestWords) return grams;
      if (length * roominess > table.keys.length) table = tableFor(length * roominess);
      table.mask = sizeFor(length * roominess) - 1;
      const answer = { hashes, start, length };
      countPairs(table, answer, grams);
      if (start >= 2) grams.echo = echoOf(table, answer);
      if (grams.pairsAgain > 0) readLonger(table, answer, grams);
      return grams;
    },
  };
}

/** Open addressing by hash; a count of 0 is a free slot. */
interface Table {
  readonly keys: Int32Array;
  readonly counts: Int32Array;
  mask: number;
  /** By position in the answer: hash and slot of the run that begins there, and whether it comes again. */
  readonly runs: Int32Array;
  readonly slots: Uint32Array;
  readonly again: Uint8Array;
}

interface Answer {
  readonly hashes: Uint32Array;
  readonly start: number;
  readonly length: number;
}

function tableFor(wanted: number): Table {
  const size = sizeFor(wanted);
  return {
    keys: new Int32Array(size),
    counts: new Int32Array(size),
    mask: size - 1,
    runs: new Int32Array(size),
    slots: new Uint32Array(size),
    again: new Uint8Array(size),
  };
}

/** A power of two. */
function sizeFor(wanted: number): number {
  return 2 ** (32 - Math.clz32(wanted - 1));
}

function reset(grams: Grams): void {
  grams.topTwoGram = 0;
  grams.topThreeGram = 0;
  grams.topFourGram = 0;
  grams.duplicateFiveGrams = 0;
  grams.echo = 0;
  grams.pairsAgain = 0;
}

/** Hash of a run that is one word longer. */
function extend(run: number, word: number): number {
  const mixed = Math.imul(((run << 7) | (run >>> 25)) ^ word, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

function countPairs({ keys, counts, mask, runs, slots, again }: Table, { hashes, start, length }: Answer, grams: Grams): void {
  counts.fill(0, 0, mask + 1);
  let word = hashes[start] as number;
  for (let at = 0; at + 1 < length; at += 1) {
    const next = hashes[start + at + 1] as number;
    const run = extend(word, next);
    word = next;
    let slot = run & mask;
    while (counts[slot] !== 0 && keys[slot] !== run) slot = (slot + 1) & mask;
    keys[slot] = run;
    counts[slot] = (counts[slot] as number) + 1;
    runs[at] = run;
    slots[at] = slot;
  }
  let [most, repeated] = [0, 0];
  for (let at = 0; at + 1 < length; at += 1) {
    const count = counts[slots[at] as number] as number;
    const comesAgain = count > 1 ? 1 : 0;
    again[at] = comesAgain;
    repeated += comesAgain;
    if (count > most) most = count;
  }
  grams.pairsAgain = repeated / (length - 1);
  grams.topTwoGram = most < habit ? 0 : Math.min(1, (2 * most) / length);
}

/** Looks every pair of the prompt up among those of the answer, which are in the table still; found ones get a negative count. */
function echoOf({ keys, counts, mask, slots }: Table, { hashes, start, length }: Answer): number {
  let word = hashes[0] as number;
  let anyFound = false;
  for (let at = 1; at < start; at += 1) {
    const next = hashes[at] as number;
    const run = extend(word, next);
    word = next;
    let slot = run & mask;
    while (counts[slot] !== 0 && keys[slot] !== run) slot = (slot + 1) & mask;
    if (counts[slot] === 0) continue;
    counts[slot] = -1;
    anyFound = true;
  }
  if (!anyFound) return 0;
  let found = 0;
  for (let at = 0; at + 1 < length; at += 1) if (counts[slots[at] as number] === -1) found += 1;
  return found / (length - 1);
}

/** Runs of three to five. A run can only come again where both runs within it do, so that most answers end here at once. */
function readLonger(table: Table, answer: Answer, grams: Grams): void {
  for (let size = 3; size <= 5; size += 1) {
    const most = extendRuns(table, answer, size);
    if (most < 2) return;
    const share = most < habit ? 0 : Math.min(1, (size * most) / answer.length);
    if (size === 3) grams.topThreeGram = share;
    if (size === 4) grams.topFourGram = share;
  }
  grams.duplicateFiveGrams = coveredByLater(table, answer.length) / answer.length;
}

/** Count of the most frequent run of this size; `again` becomes that of the runs of this size. */
function extendRuns({ keys, counts, mask, runs, slots, again }: Table, { hashes, start, length }: Answer, size: number): number {
  counts.fill(0, 0, mask + 1);
  const last = length - size;
  for (let at = 0; at <= last; at += 1) {
    if (again[at] === 0 || again[at + 1] === 0) continue;
    const run = extend(runs[at] as number, hashes[start + at + size - 1] as number);
    let slot = run & mask;
    while (counts[slot] !== 0 && keys[slot] !== run) slot = (slot + 1) & mask;
    keys[slot] = run;
    counts[slot] = (counts[slot] as number) + 1;
    runs[at] = run;
    slots[at] = slot;
  }
  let most = 0;
  for (let at = 0; at <= last; at += 1) {
    if (again[at] === 0) continue;
    const count = again[at + 1] === 0 ? 0 : (counts[slots[at] as number] as number);
    again[at] = count > 1 ? 1 : 0;
    if (count > most) most = count;
  }
  return most;
}

/** Words within runs of five that come again, without the first place of each, which is its origin and no repetition. */
function coveredByLater({ slots, again, counts }: Table, length: number): number {
  let [covered, until] = [0, 0];
  for (let at = 0; at + 5 <= length; at += 1) {
    if (again[at] === 0) continue;
    const slot = slots[at] as number;
    if (counts[slot] === 0) {
      covered += at + 5 - Math.max(at, until);
      until = at + 5;
    }
    counts[slot] = 0;
  }
  return covered;
}
