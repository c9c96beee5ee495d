/** Signals of one question and its answer, for tests of quality. */

import type { Example } from '../../../dataset/example.js';
import { createSignalReader, type QualitySignals } from '../../../dataset/quality/signals.js';
import { createWordReader } from '../../../dataset/text/words.js';

const words = createWordReader();
const reader = createSignalReader();

export function signalsOf(question: string, answer: string, rating: number | null = null): QualitySignals {
  return read(
    {
      messages: [
        { content: question, role: 'user' },
        { content: answer, role: 'assistant' },
      ],
    },
    rating,
  );
}

export function read(example: Example, rating: number | null = null): QualitySignals {
  return reader.read(example, words.read(example), rating);
}

export const order = 'Where is my order? I ordered a lamp two weeks ago and have heard nothing since.';

/** What a model says that cannot stop. */
export const loop = 'I think that we should go there and see what happens. '.repeat(20);
