/** What the contamination tests share: seeded texts with the word frequencies of a language, and a way to look for suites in examples. */

import { createContaminationIndex, type ContaminationIndex } from '../../../dataset/contamination/index-suites.js';
import type { ContaminationHit } from '../../../dataset/contamination/hits.js';
import type { SuiteText } from '../../../dataset/contamination/suite-text.js';
import type { Example, Message } from '../../../dataset/example.js';
import { createWordReader } from '../../../dataset/text/words.js';
import { createRandom } from '../../../domain/seeded-random.js';

const vocabulary = 6000;
/** Of Zipf's law as Mandelbrot wrote it. */
const shift = 2.7;

/** Texts of words drawn by Zipf's law, some with capitals and punctuation. */
export function createWriter(seed: number): { text(words: number): string; below(limit: number): number } {
  const random = createRandom(seed);
  const word = (): string => {
    const rank = Math.floor(((vocabulary + shift) / shift) ** random() * shift - shift);
    return `${'bdfgklmnprstvz'.charAt(rank % 14)}${'aeiou'.charAt(rank % 5)}${rank.toString(36)}`;
  };
  const below = (limit: number): number => Math.floor(random() * limit);
  const text = (words: number): string =>
    Array.from({ length: words }, (_, index) => (index % 9 === 8 ? `${word()}.` : word()))
      .join(' ')
      .replace(/^./, (first) => first.toUpperCase());
  return { text, below };
}

export function asked(question: string, answer = 'yes'): Example {
  return { messages: [message('user', question), message('assistant', answer)] };
}

export function message(role: Message['role'], content: string): Message {
  return { content, role };
}

export function suiteOf(questions: readonly string[], answer?: string): SuiteText[] {
  return questions.map((question, index) => ({
    suite: 'regression',
    item: `item-${index + 1}`,
    line: index + 1,
    messages: [message('user', question), ...(answer === undefined ? [] : [message('assistant', answer)])],
  }));
}

/** As a build does it: every example at a glance, and then a close look at those that share something. */
export function lookFor(suites: readonly SuiteText[], examples: readonly Example[]): (readonly ContaminationHit[])[] {
  const index = createContaminationIndex(suites);
  const glanced = glanceAll(index, examples);
  return examples.map((example, at) => (glanced[at] === true ? index.examine(example) : []));
}

export function glanceAll(index: ContaminationIndex, examples: readonly Example[]): boolean[] {
  const reader = createWordReader();
  return examples.map((example) => index.glance(reader.read(example)));
}
