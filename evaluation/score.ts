/** Asks one model every item of a suite and writes down what was right. */

import type { Infer } from '../platform/ports.js';
import type { ItemResult, Suite, SuiteResult } from './results.js';
import { mistakeOf, type Task } from './task.js';

export interface ScoreRequest {
  readonly subject: { readonly ggufSha256: string; readonly infer: Infer };
  readonly suite: Suite;
  readonly task: Task;
  readonly maxTokens: number;
  /** Called after each item. What it throws (a cancellation) ends the scoring. */
  readonly progress: (done: number, total: number) => void;
}

/**
 * One result an item, in the suite's order. One request at a time: quantised models repeat their answers only then.
 * Throws when an item could not be asked or judged: an error is never a score.
 */
export async function scoreSuite({ subject, suite, task, maxTokens, progress }: ScoreRequest): Promise<SuiteResult> {
  const items: ItemResult[] = [];
  for (const item of suite.items) {
    const answer = await subject.infer(item.messages, maxTokens);
    const mistake = mistakeOf(item, answer.text, task);
    items.push({
      id: item.id,
      correct: mistake === undefined,
      ...(mistake === undefined ? {} : { reason: mistake }),
      milliseconds: answer.milliseconds,
    });
    progress(items.length, suite.items.length);
  }
  return { suite: suite.name, suiteSha256: suite.sha256, ggufSha256: subject.ggufSha256, items };
}
