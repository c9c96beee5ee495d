/** Raw signals: what is read off an answer, against plain counts, and for whatever texts may hold. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../../dataset/example.js';
import type { QualitySignals } from '../../../dataset/quality/signals.js';
import { scoreOf } from '../../../dataset/quality/score.js';
import { loop, order, read, signalsOf } from './fixtures.js';

describe('signals', () => {
  test('only the final answer and what comes before it are judged', () => {
    const messages: Message[] = [
      { content: 'Lorem ipsum dolor sit amet, as a system prompt.', role: 'system' },
      { content: order, role: 'user' },
      { content: loop, role: 'assistant' },
      { content: 'And now?', role: 'user' },
      { content: 'It arrives on Friday.', role: 'assistant' },
    ];
    const signals = read({ messages });
    expect(signals).toMatchObject({ answerWords: 4, turns: 4, topTwoGram: 0, placeholder: 0 });
    expect(signals.promptWords).toBe(16 + 220 + 2);
    expect(scoreOf(signals).score).toBe(1);
  });

  test('a call of a tool is an answer, its repetitions are data', () => {
    const rows = JSON.stringify({ rows: Array.from({ length: 20 }, () => ({ state: 'open', kind: 'lamp' })) });
    const call = { function: { arguments: rows, name: 'store' }, id: 'c1', type: 'function' as const };
    const signals = read({
      messages: [
        { content: order, role: 'user' },
        { content: null, role: 'assistant', tool_calls: [call] },
      ],
    });
    expect(signals).toMatchObject({ structured: 1, answerChars: rows.length + 5 });
    expect(scoreOf(signals).score).toBe(1);
  });

  test('without an assistant there is no answer', () => {
    expect(scoreOf(read({ messages: [{ content: order, role: 'user' }] })).score).toBe(0);
    expect(scoreOf(read({ messages: [] })).score).toBe(0);
  });

  test('runs are counted as Gopher counts them: the most frequent from three times on, those of five without their first place', () => {
    const signals = signalsOf('x', 'a b c d e . f . a b c d e . g . a b c d e');
    // 17 words, three times the same five.
    expect(signals.topTwoGram).toBeCloseTo((2 * 3) / 17, 4);
    expect(signals.topThreeGram).toBeCloseTo((3 * 3) / 17, 4);
    expect(signals.topFourGram).toBeCloseTo((4 * 3) / 17, 4);
    expect(signals.duplicateFiveGrams).toBeCloseTo(10 / 17, 4);
  });

  test('echo is the share of pairs of words that the prompt has', () => {
    expect(signalsOf('one two three four five six', 'two three four nine').echo).toBeCloseTo(2 / 3, 4);
    expect(signalsOf('one two three four', 'five six seven eight').echo).toBe(0);
    expect(signalsOf('one two three four', 'one two three four').echo).toBe(1);
  });

  test('one long answer does not change how the next is read', () => {
    const before = signalsOf(order, 'It arrives on Friday, and you can track it from tomorrow on.');
    signalsOf(order, loop.repeat(200));
    expect(signalsOf(order, 'It arrives on Friday, and you can track it from tomorrow on.')).toEqual(before);
  });

  test('counts of runs equal those of a plain count', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 4, maxLength: 40 }),
        fc.array(fc.constantFrom('a', 'b', 'd'), { minLength: 2, maxLength: 20 }),
        (answer, prompt) => {
          const signals = signalsOf(prompt.join(' '), answer.join(' '));
          expect(signals.topTwoGram).toBeCloseTo(plainTop(answer, 2), 3);
          expect(signals.topThreeGram).toBeCloseTo(plainTop(answer, 3), 3);
          expect(signals.topFourGram).toBeCloseTo(plainTop(answer, 4), 3);
          expect(signals.duplicateFiveGrams).toBeCloseTo(plainDuplicates(answer), 3);
          const asked = new Set(runsOf(prompt, 2));
          expect(signals.echo).toBeCloseTo(runsOf(answer, 2).filter((run) => asked.has(run)).length / (answer.length - 1), 3);
        },
      ),
    );
  });

  test('whatever the texts hold: no error, a score from 0 to 1, the same again', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.string({ unit: fc.constantFrom('{', '}', '"', '[', '`', '\\', '\n', 'a', '\ud800', 'Ã', '©'), maxLength: 60 }),
    );
    const rating = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(text, text, rating, (question, answer, value) => {
        const signals = signalsOf(question, answer, value);
        const stored = JSON.parse(JSON.stringify(signals)) as QualitySignals;
        const { score } = scoreOf(signals);
        expect(score >= 0 && score <= 1, `${score}`).toBe(true);
        expect(scoreOf(stored)).toEqual(scoreOf(signals));
        expect(signalsOf(question, answer, value)).toEqual(signals);
        const figures = Object.values(signals) as (number | null)[];
        expect(figures.every((figure) => figure === null || (Number.isFinite(figure) && figure >= 0))).toBe(true);
      }),
      { numRuns: 250 },
    );
  });
});

function runsOf(list: readonly string[], size: number): string[] {
  return list.slice(0, Math.max(0, list.length - size + 1)).map((_, at) => list.slice(at, at + size).join(' '));
}

function plainTop(list: readonly string[], size: number): number {
  const counts = new Map<string, number>();
  for (const run of runsOf(list, size)) counts.set(run, (counts.get(run) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return most < 3 ? 0 : Math.min(1, (most * size) / list.length);
}

function plainDuplicates(list: readonly string[]): number {
  const seen = new Set<string>();
  const covered = new Set<number>();
  runsOf(list, 5).forEach((run, at) => {
    if (seen.has(run)) for (let word = at; word < at + 5; word += 1) covered.add(word);
    seen.add(run);
  });
  return covered.size / list.length;
}
