/** The pipeline file's release section as the plan that `nextRolloutAction` follows: text to numbers, nothing decided. */

import type { PipelineSpec } from '../configs/spec.js';
import { millisecondsOf } from '../domain/duration.js';
import type { RolloutPlan } from '../domain/rollout-plan.js';
import type { AnswerCheck } from '../domain/route.js';

export function planOf(spec: PipelineSpec, firstRelease: boolean): RolloutPlan {
  const { strategy, watch, maxHold, onInconclusive, monitors } = spec.release;
  return {
    // A first release has nobody to compare with and nobody to fall back to: it starts at 100 % and is watched.
    steps: firstRelease
      ? []
      : strategy.steps
          .filter((step) => step.weightPercent < 100)
          .map((step) => ({ weightPercent: step.weightPercent, holdMilliseconds: millisecondsOf(step.hold ?? '0s') })),
    lookEveryMilliseconds: millisecondsOf(strategy.lookEvery),
    maxHoldFactor: Number.parseFloat(maxHold),
    onInconclusive,
    watch: {
      forMilliseconds: millisecondsOf(watch.for),
      every: watch.every.map((entry) => ({
        untilMilliseconds: millisecondsOf(entry.until),
        intervalMilliseconds: millisecondsOf(entry.interval),
      })),
    },
    judged: monitors.length > 0,
  };
}

/** What the gateway counts of answers follows from the task: no key of its own that could disagree with it. */
export function answerChecksOf({ task }: PipelineSpec): AnswerCheck[] {
  const checks: AnswerCheck[] = [{ kind: 'nonEmpty' }];
  if (task.answer === 'json') checks.push({ kind: 'json' });
  if (task.labelPath !== undefined && task.labels !== undefined) {
    checks.push({ kind: 'labelSet', labelPath: task.labelPath, labels: task.labels });
  }
  return checks;
}

/** Three looks, at least a quarter of an hour: a lost controller must not leave a canary running unjudged. */
export function leaseSecondsOf(plan: RolloutPlan): number {
  return Math.max(900, Math.ceil((3 * plan.lookEveryMilliseconds) / 1000));
}
