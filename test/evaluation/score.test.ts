import { describe, expect, it } from 'vitest';
import { scoreSuite } from '../../evaluation/score.js';
import type { Suite } from '../../evaluation/results.js';
import type { Task } from '../../evaluation/task.js';
import type { Infer } from '../../platform/ports.js';

const task: Task = { kind: 'chat', answer: 'text' };
const suite: Suite = {
  name: 'regression',
  sha256: 'd'.repeat(64),
  items: ['one', 'two', 'three'].map((id) => ({ id, messages: [{ role: 'user', content: id }], expected: id.toUpperCase() })),
};
const shouting: Infer = async ([message]) => ({
  text: message?.content === 'two' ? 'zwei' : (message?.content.toUpperCase() ?? ''),
  milliseconds: 4,
  completionTokens: 1,
});
const subjectOf = (infer: Infer) => ({ ggufSha256: 'c'.repeat(64), infer });

describe('scoring a suite', () => {
  it('gives one result an item, in order, and reports each', async () => {
    const seen: string[] = [];
    const result = await scoreSuite({
      subject: subjectOf(shouting),
      suite,
      task,
      maxTokens: 8,
      progress: (done, total) => seen.push(`${done}/${total}`),
    });
    expect(result).toEqual({
      suite: 'regression',
      suiteSha256: suite.sha256,
      ggufSha256: 'c'.repeat(64),
      items: [
        { id: 'one', correct: true, milliseconds: 4 },
        { id: 'two', correct: false, reason: 'differs from the expected text', milliseconds: 4 },
        { id: 'three', correct: true, milliseconds: 4 },
      ],
    });
    expect(seen).toEqual(['1/3', '2/3', '3/3']);
  });

  it('asks one at a time', async () => {
    let running = 0;
    let most = 0;
    const counting: Infer = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { text: '', milliseconds: 1, completionTokens: 0 };
    };
    await scoreSuite({ subject: subjectOf(counting), suite, task, maxTokens: 8, progress: () => undefined });
    expect(most).toBe(1);
  });

  it('ends with the error of a model that does not answer, and with a cancellation', async () => {
    const silent: Infer = () => Promise.reject(new Error('connection refused'));
    const ask = { suite, task, maxTokens: 8, progress: () => undefined };
    await expect(scoreSuite({ ...ask, subject: subjectOf(silent) })).rejects.toThrow('connection refused');
    const cancelled = (): void => {
      throw new Error('cancelled');
    };
    await expect(scoreSuite({ ...ask, subject: subjectOf(shouting), progress: cancelled })).rejects.toThrow('cancelled');
  });
});
