/** Scores one suite for candidate and champion; what the evaluators that ask a suite have in common. */

import type { SuiteName, SuiteResult } from '../../evaluation/results.js';
import { scoreSuite } from '../../evaluation/score.js';
import type { Measured, MeasureContext } from '../define.js';

export interface MeasuredPair {
  readonly candidate: Measured;
  readonly champion: Measured | null;
}

/** Scores each of the suites that the model has. A suite that it lacks is absent from the result, which no gate takes for a pass. */
export async function measureSuites(context: MeasureContext, names: readonly SuiteName[]): Promise<MeasuredPair> {
  const candidate: Partial<Record<SuiteName, SuiteResult>> = {};
  const champion: Partial<Record<SuiteName, SuiteResult>> = {};
  const { task, maxTokens } = context;
  const progress = (done: number, total: number): void => context.progress(done, total);
  for (const name of names) {
    const suite = await context.suite(name);
    if (suite === undefined) continue;
    for (const [subject, results] of [
      [context.candidate, candidate],
      [context.champion, champion],
    ] as const) {
      if (subject === null) continue;
      results[name] = await context.remembered(subject, suite, () => scoreSuite({ subject, suite, task, maxTokens, progress }));
    }
  }
  return { candidate: { suites: candidate }, champion: context.champion === null ? null : { suites: champion } };
}
