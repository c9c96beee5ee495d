/** `npm run bench -- data --adversarial`: sets that are made to be slow for a near-duplicate join. Each finishes or says what was too much. */

import { join } from 'node:path';
import { header, row } from './compare.js';
import { lineOf, openLines } from './generate.js';
import { runStep } from './processes.js';
import { seededRandom } from './random.js';
import { createVocabulary } from './vocabulary.js';
import { inFolder } from './work-folder.js';
import type { BenchOptions } from './work-folder.js';

/** Texts one after the other: a prompt and its answer. */
type Texts = Generator<readonly [string, string]>;

interface AdversarialSet {
  readonly name: string;
  readonly examples: number;
  texts(seed: number): Texts;
}

const sets: readonly AdversarialSet[] = [
  { name: 'templated', examples: 200_000, texts: templated },
  { name: 'one-word noise', examples: 100_000, texts: noisy },
  { name: 'chain', examples: 100_000, texts: chain },
];

export async function benchAdversarial(options: BenchOptions): Promise<void> {
  await inFolder(options, async (folder) => {
    header();
    for (const { name, examples, texts } of sets) {
      const task = { file: join(folder, 'examples.jsonl'), folder, examples };
      const writer = openLines(task.file);
      const source = texts(options.seed);
      for (let index = 0; index < examples; index += 1) writer.write(lineOf(source.next().value as [string, string]));
      writer.close();
      const empty = await runStep('empty', task);
      row(`${name}, drop`, await runStep('near', task), empty);
      row(`${name}, flag`, await runStep('flag', task), empty);
    }
  });
}

const words = 110;

/** 200 templates with a slot at every sixth word, and eight fillers for each slot. */
function* templated(seed: number): Texts {
  const random = seededRandom(seed);
  const vocabulary = createVocabulary(random);
  const templates = Array.from({ length: 200 }, () =>
    Array.from({ length: words }, (_, at) => Array.from({ length: at % 6 === 3 ? 8 : 1 }, () => vocabulary.word())),
  );
  for (;;) {
    const template = templates[Math.floor(random() * templates.length)] ?? [];
    yield split(template.map((fillers) => fillers[Math.floor(random() * fillers.length)] ?? ''));
  }
}

/** One text, in which each copy has another word somewhere. */
function* noisy(seed: number): Texts {
  const random = seededRandom(seed);
  const vocabulary = createVocabulary(random);
  const text = Array.from({ length: words }, () => vocabulary.word());
  for (let copy = 0; ; copy += 1) {
    const place = Math.floor(random() * words);
    yield split(text.map((word, at) => (at === place ? `${word}${copy}` : word)));
  }
}

/** Each differs from the one before it in one more word: neighbours are near, and the ends have nothing in common. */
function* chain(seed: number): Texts {
  const vocabulary = createVocabulary(seededRandom(seed));
  const text = Array.from({ length: words }, () => vocabulary.word());
  for (let step = 0; ; step += 1) {
    text[(step * 7) % words] = `${vocabulary.word()}${step}`;
    yield split(text);
  }
}

function split(text: readonly string[]): [string, string] {
  return [text.slice(0, 40).join(' '), text.slice(40).join(' ')];
}
