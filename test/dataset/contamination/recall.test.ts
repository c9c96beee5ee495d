import { describe, expect, it } from 'vitest';
import type { Example } from '../../../dataset/example.js';
import { asked, createWriter, lookFor, message, suiteOf } from './corpus.js';

const items = 200;
const rows = 2000;
const others = otherExamples(7);

type Plant = (question: string, around: (words: number) => string) => Example;

const verbatimly: Plant = (question) => asked(question);
const embeddedly: Plant = (question, around) => asked(`${around(120)} ${question} ${around(120)}`);

const ways: readonly (readonly [name: string, plant: Plant, atLeast: number])[] = [
  ['verbatim', verbatimly, 1],
  ['case and punctuation changed', (question) => asked(question.toUpperCase().replaceAll(' ', ',  ').replaceAll('.', '!')), 1],
  ['prefix added', (question, around) => asked(`${around(9)} ${question}`), 1],
  ['suffix added', (question, around) => asked(`${question} ${around(9)}`), 1],
  ['embedded in a longer text', embeddedly, 0.95],
  ['in a later turn', (question, around) => ({ messages: [...asked(around(30), around(30)).messages, ...asked(question).messages] }), 0.95],
  ['in the answer', (question, around) => asked(around(20), `${around(20)} ${question}`), 0.95],
];

describe('recall of planted items', () => {
  const table: string[] = [];

  it.each(ways)('finds long items %s', (name, plant, atLeast) => {
    const recall = recallOf(plant, 13, 80);
    table.push(`${name.padEnd(32)} items of 13 to 80 words: ${percent(recall)}`);
    expect(recall).toBeGreaterThanOrEqual(atLeast);
  });

  it.each(ways)('finds short items %s', (name, plant) => {
    const recall = recallOf(plant, 4, 12);
    table.push(`${name.padEnd(32)} items of 4 to 12 words:  ${percent(recall)}`);
    expect(recall).toBeGreaterThanOrEqual(0.95);
  });

  it('finds items of up to three words as a whole message only', () => {
    const [verbatim, embedded] = [recallOf(verbatimly, 1, 3), recallOf(embeddedly, 1, 3)];
    table.push(`verbatim                         items of 1 to 3 words:   ${percent(verbatim)}`);
    expect({ verbatim, embedded }).toEqual({ verbatim: 1, embedded: 0 });
  });

  it('misses what was said in other words, as the documentation says', () => {
    const reordered = recallOf((question) => asked(question.split(' ').toReversed().join(' ')), 13, 80);
    table.push(`translated or paraphrased        items of 13 to 80 words: ${percent(reordered)}`);
    expect(reordered).toBe(0);
    console.log(`contamination, recall of ${items} planted items among ${rows} others:\n${table.join('\n')}`);
  });
});

describe('false flags', () => {
  it('are none among texts that share a language', () => {
    const { text, below } = createWriter(3);
    const suites = suiteOf(Array.from({ length: items }, () => text(4 + below(60))));
    expect(flagged(lookFor(suites, otherExamples(5)))).toBe(0);
  });

  it.each([
    ['one template in a suite and in the data', 1, 1],
    ['forty templates of the data, each in five items', 40, 1],
    ['templates that only a tenth of the data uses', 4, 0.1],
  ])('are at most 0.1 %% among decoys that share boilerplate: %s', (_, templates, share) => {
    const { text, below } = createWriter(11);
    const instructions = Array.from({ length: templates }, () => text(40));
    const templated = (words: number): string => `${instructions[below(templates)]} ${text(words)}`;
    const suites = suiteOf(Array.from({ length: items }, () => templated(15)));
    const decoys = Array.from({ length: rows }, () => asked(below(1000) < share * 1000 ? templated(15) : text(60), text(30)));
    expect(flagged(lookFor(suites, decoys)) / rows).toBeLessThanOrEqual(0.001);
  });

  it('are none for a system prompt that suites and data share', () => {
    const { text } = createWriter(12);
    const system = message('system', text(200));
    const suites = suiteOf([text(20), text(30)]).map((suite) => ({ ...suite, messages: [system, ...suite.messages] }));
    const examples = otherExamples(13).map(({ messages }) => ({ messages: [system, ...messages] }));
    expect(lookFor(suites, examples).flat()).toEqual([]);
  });
});

/** Share of the items that are found in the example in which they were planted. */
function recallOf(plant: Plant, fewest: number, most: number): number {
  const { text, below } = createWriter(fewest);
  const questions = Array.from({ length: items }, () => text(fewest + below(most - fewest + 1)));
  const planted = questions.map((question) => plant(question, text));
  const hits = lookFor(suiteOf(questions, 'yes'), [...planted, ...others]);
  const found = questions.filter((_, index) =>
    hits[index]?.some(({ item, isContaminated }) => isContaminated && item === `item-${index + 1}`),
  );
  return found.length / items;
}

function otherExamples(seed: number): Example[] {
  const { text, below } = createWriter(seed);
  return Array.from({ length: rows }, () => asked(text(20 + below(60)), text(10 + below(60))));
}

function flagged(hits: ReturnType<typeof lookFor>): number {
  return hits.filter((found) => found.some(({ isContaminated }) => isContaminated)).length;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
