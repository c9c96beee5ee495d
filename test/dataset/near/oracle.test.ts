/** The join against nested loops over string sets, on sets made to be hard for it. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Example } from '../../../dataset/example.js';
import { bruteForce, chat, join, seeded, spread } from './harness.js';
import type { OraclePair, Trial } from './harness.js';

const similarities = [0.5, 0.8, 0.95, 1];
const shingles = ['word-1', 'word-2', 'word-3', 'char-5'];

/** Texts of a few words of a small vocabulary, and edited copies of them. */
function mixed(random: () => number, count: number): Example[] {
  const word = (): string => `w${Math.floor(random() ** 2 * 60)}`;
  const made: string[][] = [];
  for (let index = 0; index < count; index += 1) {
    const source = made[Math.floor(random() * made.length)];
    const copied = source !== undefined && random() < 0.6;
    const words = copied ? [...source] : Array.from({ length: 1 + Math.floor(random() ** 3 * 90) }, word);
    for (let edit = copied ? Math.floor(random() * 4) : 0; edit > 0; edit -= 1) {
      words.splice(Math.floor(random() * (words.length + 1)), Math.floor(random() * 2), ...(random() < 0.7 ? [word()] : []));
    }
    made.push(words);
  }
  return made.map((words) => {
    const turn = Math.floor(random() * words.length);
    return random() < 0.5 ? chat(words.join(' ')) : chat(words.slice(0, turn).join(' '), words.slice(turn).join(', '));
  });
}

/** Ten sentences with slots of three fillers each: nearly everything is shared. */
function templated(random: () => number, count: number): Example[] {
  const templates = Array.from({ length: 10 }, (_, kind) =>
    Array.from({ length: 40 }, (_, at) => (at % 8 === 3 ? '' : `t${kind}x${at % 30}`)),
  );
  return Array.from({ length: count }, () => {
    const template = templates[Math.floor(random() * templates.length)] ?? [];
    return chat(template.map((word) => (word === '' ? `f${Math.floor(random() * 3)}` : word)).join(' '));
  });
}

/** Each differs from the one before it in one word. */
function chains(random: () => number, count: number): Example[] {
  const words = Array.from({ length: 80 }, (_, at) => `c${at}`);
  const made = Array.from({ length: count }, (_, step) => {
    words[(step * 7) % words.length] = `n${step}`;
    return chat(words.join(' '));
  });
  return made.sort(() => random() - 0.5);
}

const shapes = { mixed, templated, chains };
const sizes = { mixed: 200, templated: 120, chains: 80 };

interface Outcome {
  readonly pairs: readonly OraclePair[];
  readonly byLeaders: readonly number[];
  readonly byAllEdges: readonly number[];
}

function joined(trial: Trial): Outcome {
  const [leaders, all] = [join(trial), join({ ...trial, edges: 'all' })];
  expect(all.pairs).toEqual(leaders.pairs);
  return { pairs: leaders.pairs, byLeaders: Array.from(leaders.clusters), byAllEdges: Array.from(all.clusters) };
}

function byBruteForce(trial: Trial): Outcome {
  const { pairs, edges } = bruteForce(trial);
  const count = trial.examples.length;
  return { pairs, byLeaders: spread(count, pairs), byAllEdges: spread(count, edges) };
}

describe('the join equals brute force', () => {
  const cases = Object.keys(shapes).flatMap((shape) =>
    similarities.map((similarity) => [shape as keyof typeof shapes, similarity] as const),
  );

  it.each(cases)('on %s records at %d for words of one, two and three, and for characters', (shape, similarity) => {
    const examples = shapes[shape](seeded(7), sizes[shape]);
    const trials = shingles.map((shingle) => ({ examples, similarity, shingle }));
    expect(trials.map(joined)).toEqual(trials.map(byBruteForce));
  });

  it('on any small set', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', '漢', '字', '...', 'é'), { maxLength: 25 }).map((words) => words.join(' '));
    const examples = fc.array(
      fc.array(text, { minLength: 1, maxLength: 2 }).map((contents) => chat(...contents)),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(examples, fc.constantFrom(...similarities), fc.constantFrom(...shingles), (set, similarity, shingle) => {
        const trial = { examples: set, similarity, shingle };
        expect(joined(trial)).toEqual(byBruteForce(trial));
      }),
      { numRuns: 300 },
    );
  });

  it.each([40, 200])('with %d existing records, which stay', (keep) => {
    const examples = mixed(seeded(9), 200);
    const trial = { examples, similarity: 0.8, keep };
    expect(joined(trial)).toEqual(byBruteForce(trial));
  });

  it('whatever the order in which the records are read', () => {
    const examples = mixed(seeded(3), 200);
    const order = [...examples.keys()].reverse();
    expect(join({ examples, similarity: 0.8, order }).pairs).toEqual(bruteForce({ examples, similarity: 0.8 }).pairs);
  });

  it.each(similarities)('at %d when many hashes of 14 bits collide', (similarity) => {
    const examples = mixed(seeded(11), 250);
    const rehash = (hash: number): number => Math.imul(hash >>> 18, 0x9e3779b1);
    expect(join({ examples, similarity, rehash }).pairs).toEqual(bruteForce({ examples, similarity }).pairs);
  });
});
