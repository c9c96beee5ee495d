/** The evaluators: one for each need that a gate may have, under the name it has in a pipeline file. */

import { z } from 'zod';
import type { Evaluator, Measured, MeasureContext, Need } from '../define.js';
import { heldOut } from './held-out.js';
import { latency } from './latency.js';
import { regression } from './regression.js';
import { safety } from './safety.js';
import type { MeasuredPair } from './suites.js';

export const evaluators = [heldOut, regression, safety, latency] as const;

/** The YAML key `evaluate`. Regression and safety have no default: nobody but the team can write their suites. */
export const evaluateConfig = z.strictObject({
  heldOut: heldOut.config.prefault({}).describe('The rows that no training saw'),
  regression: regression.config.optional().describe('Cases that must keep working, written and checked by people'),
  safety: safety.config.optional().describe('Provocations, with what must never be answered'),
  latency: latency.config.prefault({}).describe('How long answers take, candidate and champion in turns'),
  maxTokens: z.int().min(1).max(8_192).default(64).describe('Longest answer that is evaluated'),
});

export type EvaluateConfig = z.output<typeof evaluateConfig>;

/**
 * Measures each need for candidate and champion, one after the other, so that nothing disturbs the timed calls.
 * Throws when something could not be measured, and when a need has no config: the spec should have refused that.
 */
export async function measureNeeds(needs: readonly Need[], context: MeasureContext, config: EvaluateConfig): Promise<MeasuredPair> {
  let pair: MeasuredPair = { candidate: { suites: {} }, champion: context.champion === null ? null : { suites: {} } };
  for (const need of needs) {
    const settings = config[need];
    if (settings === undefined) throw new Error(`nothing says how to measure ${need}; expected evaluate.${need} in the pipeline file`);
    const measured = await evaluatorOf(need).measure(context, settings);
    pair = {
      candidate: merged(pair.candidate, measured.candidate),
      champion: pair.champion === null || measured.champion === null ? null : merged(pair.champion, measured.champion),
    };
  }
  return pair;
}

type Settings = NonNullable<EvaluateConfig[Need]>;

/** An evaluator's own config type is narrower than the union; that it is read under the evaluator's own key makes them meet. */
function evaluatorOf(need: Need): Evaluator<Need, z.ZodType<Settings>> {
  const evaluator = evaluators.find((entry) => entry.kind === need);
  if (evaluator === undefined) throw new Error(`no evaluator ${need}; known: ${evaluators.map((entry) => entry.kind).join(', ')}`);
  return evaluator;
}

function merged(left: Measured, right: Measured): Measured {
  return { ...left, ...right, suites: { ...left.suites, ...right.suites } };
}
