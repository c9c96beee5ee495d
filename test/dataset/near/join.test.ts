/** What the join promises: exactly at the limit, leaders and no chains, order of words, and what never counts as text. */

import { describe, expect, it } from 'vitest';
import type { Example } from '../../../dataset/example.js';
import { defaultBudget } from '../../../dataset/near/join.js';
import { createShingler } from '../../../dataset/text/shingles.js';
import { createWordReader } from '../../../dataset/text/words.js';
import { bruteForce, chat, join, seeded } from './harness.js';

const hashOf = (word: string): number =>
  createShingler({ unit: 'word', size: 1 }).hash(createWordReader().read(chat(word)), chat(word))[0] ?? 0;

const run = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

describe('pairs planted around the limit', () => {
  const cases = [1, 2, 18, 19, 20, 39, 100, 2000].flatMap((size) =>
    [0.5, 0.8, 0.95, 1].map((similarity) => [size, similarity, Math.ceil((2 * size * similarity) / (1 + similarity) - 1e-9)] as const),
  );

  it.each(cases)('of %d shingles at %d are found from an overlap of %d on', (size, similarity, needed) => {
    for (const overlap of [needed - 1, needed, needed + 1].filter((each) => each >= 0 && each <= size)) {
      const [one, other] = [run('w', size), [...run('w', overlap), ...run('v', size - overlap)]];
      const examples = [chat(one.join(' ')), chat('something else'), chat(other.join(' '))];
      const { pairs } = join({ examples, similarity, shingle: 'word-1' });
      expect(pairs).toEqual(overlap < needed ? [] : [{ record: 2, leader: 0, overlap, union: 2 * size - overlap }]);
    }
  });

  it.each([
    [19, 20, true],
    [18, 19, false],
    [38, 40, true],
    [37, 39, false],
    [380, 400, true],
    [379, 400, false],
  ])('where one is a part of the other, %d of %d shingles: %s', (part, whole, near) => {
    const sets = [chat(run('w', part).join(' ')), chat(run('w', whole).join(' '))];
    for (const examples of [sets, [...sets].reverse()])
      expect(join({ examples, similarity: 0.95, shingle: 'word-1' }).pairs).toHaveLength(near ? 1 : 0);
  });

  it.each([
    [19, 20],
    [38, 40],
  ])('exactly at the limit, %d of %d shingles, are found though two of the shared ones have the same hash', (part, whole) => {
    const [first, second] = [hashOf('w0'), hashOf('w1')];
    const rehash = (hash: number): number => (hash === first ? second : hash);
    const examples = [chat(run('w', part).join(' ')), chat(run('w', whole).join(' '))];
    expect(join({ examples, similarity: 0.95, shingle: 'word-1', rehash }).pairs).toEqual([
      { record: 1, leader: 0, overlap: part, union: whole },
    ]);
  });

  it('are none where only their hashes are equal', () => {
    const examples = [chat(run('w', 30).join(' ')), chat(run('v', 30).join(' ')), chat(run('w', 30).reverse().join(' '))];
    const place = new Map(['w', 'v'].flatMap((prefix) => run(prefix, 30).map((word, at) => [hashOf(word), at])));
    const rehash = (hash: number): number => Math.imul(place.get(hash) ?? hash, 0x9e3779b1);
    expect(join({ examples, similarity: 0.95, shingle: 'word-1', rehash }).pairs).toMatchObject([{ record: 2, leader: 0 }]);
  });
});

describe('leaders', () => {
  const words = run('c', 100);
  const chain = Array.from({ length: 12 }, (_, step) =>
    chat(words.map((word, at) => (at >= step * 2 && at < 60 ? word : `${word}${at < step * 2 ? 'x' : ''}`)).join(' ')),
  );

  it('of a chain survive, and each dropped record is near to its leader', () => {
    const { pairs, clusters } = join({ examples: chain, similarity: 0.95, shingle: 'word-1' });
    expect(pairs.map((pair) => [pair.record, pair.leader])).toEqual([1, 3, 5, 7, 9, 11].map((record) => [record, record - 1]));
    expect(Array.from(clusters)).toEqual([0, 0, 2, 2, 4, 4, 6, 6, 8, 8, 10, 10]);
    expect(bruteForce({ examples: [chain[0] ?? chat(), chain[11] ?? chat()], similarity: 0.7, shingle: 'word-1' }).pairs).toEqual([]);
  });

  it('of a chain hang together in one cluster where all of it stays', () => {
    const { pairs, clusters } = join({ examples: chain, similarity: 0.95, shingle: 'word-1', edges: 'all' });
    expect(pairs).toHaveLength(6);
    expect(new Set(clusters)).toEqual(new Set([0]));
  });

  it('are the first in priority, of several that are near', () => {
    const text = run('w', 100);
    const change = (...places: number[]): Example => chat(text.map((word, at) => (places.includes(at) ? `${word}x` : word)).join(' '));
    const examples = [change(1, 2, 3), change(50, 51, 52), change()];
    expect(join({ examples, similarity: 0.94, shingle: 'word-1' }).pairs).toMatchObject([{ record: 2, leader: 0 }]);
    expect(join({ examples: [...examples].reverse(), similarity: 0.94, shingle: 'word-1' }).pairs).toMatchObject([
      { record: 1, leader: 0 },
      { record: 2, leader: 0 },
    ]);
  });

  it('are pairwise below the limit', () => {
    const random = seeded(5);
    const examples = Array.from({ length: 400 }, () =>
      chat(
        run('w', 40)
          .map((word) => (random() < 0.05 ? `${word}${Math.floor(random() * 2)}` : word))
          .join(' '),
      ),
    );
    const dropped = new Set(join({ examples, similarity: 0.8 }).pairs.map((pair) => pair.record));
    const kept = examples.filter((_, record) => !dropped.has(record));
    expect(dropped.size).toBeGreaterThan(100);
    expect(bruteForce({ examples: kept, similarity: 0.8 }).edges).toEqual([]);
  });

  it('of copies with one changed word: one is compared with each', () => {
    const text = run('w', 100);
    const copies = Array.from({ length: 5000 }, (_, copy) =>
      chat(text.map((word, at) => (at === copy % 100 ? `n${copy}` : word)).join(' ')),
    );
    const { pairs, stats } = join({ examples: [chat(text.join(' ')), ...copies], similarity: 0.95 });
    expect(pairs).toHaveLength(5000);
    expect(stats.candidates).toBe(5000);
  });
});

describe('what is no near-duplicate', () => {
  const pairsOf = (examples: readonly Example[]) => join({ examples, similarity: 0.95 }).pairs;

  it('the same words in another order', () => {
    expect(pairsOf([chat('Translate from English to German please.'), chat('Translate from German to English please.')])).toEqual([]);
    expect(pairsOf([chat('Send 20 coins from Ann to Bob'), chat('Send 20 coins from Bob to Ann')])).toEqual([]);
    expect(join({ examples: [chat('Ann to Bob'), chat('Bob to Ann')], similarity: 0.95, shingle: 'word-1' }).pairs).toHaveLength(1);
  });

  it('texts that normalise to nothing', () => {
    expect(
      pairsOf([chat('...', '!'), chat('...', '!'), chat('?'), chat('😀'), { messages: [{ content: 'Words', role: 'system' }] }]),
    ).toEqual([]);
  });

  it('records that share a long system prompt and tool schemas, and differ in the arguments of a call', () => {
    const parameters = { properties: Object.fromEntries(run('field', 60).map((name) => [name, { type: 'string' }])), type: 'object' };
    const system = run('rule', 1500).join(' ');
    const description = run('word', 300).join(' ');
    const examples = Array.from({ length: 5000 }, (_, index): Example => {
      const order = {
        function: { arguments: JSON.stringify({ amount: index, order: `A-${index * 7}` }), name: 'refund' },
        id: 'call',
        type: 'function' as const,
      };
      return {
        messages: [
          { content: system, role: 'system' },
          { content: `Refund order A-${index * 7}`, role: 'user' },
          { content: null, role: 'assistant', tool_calls: [order] },
        ],
        tools: [{ function: { description, name: 'refund', parameters }, type: 'function' }],
      };
    });
    expect(pairsOf(examples)).toEqual([]);
    const again = [...examples.slice(0, 100), ...examples.slice(0, 100)];
    expect(join({ examples: again, similarity: 0.95 }).pairs).toHaveLength(100);
  });

  it('short Chinese and Japanese texts that differ in one character', () => {
    expect(pairsOf([chat('今天天气很好'), chat('今天天气不好'), chat('明日は雨です'), chat('明日は雪です')])).toEqual([]);
    expect(join({ examples: [chat('今天天气，很好！'), chat('今天天气很好')], similarity: 0.95 }).pairs).toHaveLength(1);
  });
});

describe('limits', () => {
  it('a breached budget has its name and its figures', () => {
    const examples = Array.from({ length: 200 }, (_, copy) =>
      chat([...run('w', 40), ...run(`n${copy}x`, 1), ...run(`m${copy % 5}x`, 5)].join(' ')),
    );
    const result = join({ examples, similarity: 0.8, shingle: 'word-1', candidates: 100 });
    expect(result.breached).toMatch(/^near-duplicate candidates: more than the budget of 100 after \d+ of 200 suspicious records$/);
    expect(join({ examples, similarity: 0.8, shingle: 'word-1' }).breached).toBeNull();
    expect(defaultBudget(1000).candidates).toBe(10_050_000);
  });

  it.each([0.49, 0, 1.01, Number.NaN])('a similarity of %d is refused', (similarity) => {
    expect(() => join({ examples: [], similarity })).toThrow(/^Expected a similarity from 0\.5 to 1, got .*Set nearDuplicates\.similarity/);
  });

  it('nothing to compare is no pair', () => {
    expect(join({ examples: [], similarity: 0.95 })).toMatchObject({ pairs: [], breached: null });
    expect(join({ examples: [chat('a b')], similarity: 0.95 }).clusters).toEqual(Uint32Array.of(0));
  });

  it('long texts are compared like short ones', () => {
    const text = run('w', 20_000).join(' ');
    const examples = [chat(text), chat('short text'), chat(`${text} end`), chat('short text')];
    expect(join({ examples, similarity: 0.95 }).pairs).toMatchObject([
      { record: 2, leader: 0, overlap: 19_999, union: 20_000 },
      { record: 3, leader: 1 },
    ]);
  });
});
