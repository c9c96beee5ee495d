/** Writes made-up chat examples, a line at a time, so that memory does not grow with the file; some are copies of earlier ones with known edits. */

import { closeSync, openSync, writeSync } from 'node:fs';
import { normal, pick, seededRandom } from './random.js';
import { createVocabulary } from './vocabulary.js';
import type { Vocabulary } from './vocabulary.js';

/** Of 100 examples. */
const copies = 6;
/** Words changed in a copy. 0: the same example again. */
const edits = [0, 1, 1, 2, 3, 5, 10] as const;
/** Copies are made of the last so many originals. */
const remembered = 1000;
/** Shares of the words of an example; they sum up to about 1.5 KB. */
const turns = [0.2, 0.35, 0.12, 0.33];
const medianWords = 205;
const spread = 0.35;

export interface Generated {
  readonly bytes: number;
  /** How many copies were made, by the number of changed words. */
  readonly copies: Readonly<Record<string, number>>;
}

export interface GenerateRequest {
  readonly path: string;
  readonly examples: number;
  readonly seed: number;
}

export function generate({ path, examples, seed }: GenerateRequest): Generated {
  const random = seededRandom(seed);
  const vocabulary = createVocabulary(random);
  const originals: string[][][] = [];
  const made: Record<string, number> = {};
  const writer = openLines(path);
  for (let index = 0; index < examples; index += 1) {
    const source = originals[Math.floor(random() * originals.length)];
    let messages: string[][];
    if (source !== undefined && random() * 100 < copies) {
      const changed = pick(random, edits);
      messages = edited(source, changed, { random, vocabulary });
      made[changed] = (made[changed] ?? 0) + 1;
    } else {
      messages = original(random, vocabulary);
      originals[originals.length < remembered ? originals.length : Math.floor(random() * remembered)] = messages;
    }
    writer.write(lineOf(messages.map((words) => words.join(' '))));
  }
  return { bytes: writer.close(), copies: made };
}

/** One conversation as a line: user and assistant by turns. */
export function lineOf(contents: readonly string[]): string {
  const messages = contents.map((content, turn) => ({ role: turn % 2 === 0 ? 'user' : 'assistant', content }));
  return `${JSON.stringify({ messages })}\n`;
}

interface Source {
  readonly random: () => number;
  readonly vocabulary: Vocabulary;
}

function original(random: () => number, vocabulary: Vocabulary): string[][] {
  const words = medianWords * Math.exp(spread * normal(random));
  return turns.map((share) => sentences(Math.max(3, Math.round(words * share)), { random, vocabulary }));
}

/** Words with capitals and stops; now and then a number, an apostrophe that is not ASCII, or an address to be found. */
function sentences(count: number, { random, vocabulary }: Source): string[] {
  const words: string[] = [];
  let left = 0;
  for (let index = 0; index < count; index += 1) {
    let word = vocabulary.word();
    const rare = random();
    if (rare < 0.01) word = String(Math.floor(random() * 10_000));
    else if (rare < 0.0105) word = `${word}’s`;
    else if (rare < 0.0106) word = `${word}@${vocabulary.word()}.example.com`;
    if (left === 0) {
      word = word.charAt(0).toUpperCase() + word.slice(1);
      left = 6 + Math.floor(random() * 12);
    }
    left -= 1;
    words.push(index === count - 1 || left === 0 ? `${word}.` : word);
  }
  return words;
}

function edited(source: readonly string[][], changed: number, { random, vocabulary }: Source): string[][] {
  const copy = source.map((words) => [...words]);
  for (let edit = 0; edit < changed; edit += 1) {
    const words = copy[Math.floor(random() * copy.length)] ?? [];
    words[Math.floor(random() * words.length)] = `${vocabulary.word()}${Math.floor(random() * 1000)}`;
  }
  return copy;
}

export interface LineWriter {
  /** Text with its line end. */
  write(line: string): void;
  /** Bytes written. */
  close(): number;
}

export function openLines(path: string): LineWriter {
  const file = openSync(path, 'w');
  let [pending, bytes] = ['', 0];
  const flush = (): void => {
    bytes += writeSync(file, pending);
    pending = '';
  };
  return {
    write: (line) => {
      pending += line;
      if (pending.length > 1 << 20) flush();
    },
    close: () => {
      flush();
      closeSync(file);
      return bytes;
    },
  };
}
