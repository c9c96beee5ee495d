/** What a rollout does next. Pure: the plan, the phase and the time go in, one command comes out. The only decision that runs inside workflow code. */

import type { VerdictOutcome } from './verdict.js';

export interface CanaryStep {
  readonly weightPercent: number;
  readonly holdMilliseconds: number;
}

export interface WatchInterval {
  readonly untilMilliseconds: number;
  readonly intervalMilliseconds: number;
}

export interface RolloutPlan {
  /** Partial weights in rising order; 100 % is not a step but the start of the watch. */
  readonly steps: readonly CanaryStep[];
  readonly lookEveryMilliseconds: number;
  /** A hold may last at most this many times its length while evidence is short. */
  readonly maxHoldFactor: number;
  readonly onInconclusive: 'rollBack' | 'promote';
  readonly watch: { readonly forMilliseconds: number; readonly every: readonly WatchInterval[] };
  /** False when the file names no monitor: time alone promotes, and the release stays unproven. */
  readonly judged: boolean;
}

export interface PhaseState {
  readonly phase: { readonly name: 'canary'; readonly step: number } | { readonly name: 'watch' };
  readonly elapsedMilliseconds: number;
  /** Outcome of the latest look of this phase's step; null before the first. */
  readonly lastLook: VerdictOutcome | null;
}

export type RolloutAction =
  | { readonly kind: 'look'; readonly afterMilliseconds: number; readonly extended: boolean }
  /** `proven` is false when the step ended without enough evidence. */
  | { readonly kind: 'advance'; readonly proven: boolean }
  | { readonly kind: 'rollBack'; readonly reason: string };

/**
 * A failed look rolls back at once. Before the planned end: look again. At the end: a pass advances; too little evidence
 * extends the hold up to `maxHoldFactor`, then the policy decides. The watch is not extended: it ends unproven.
 */
export function nextRolloutAction(plan: RolloutPlan, state: PhaseState): RolloutAction {
  if (state.lastLook === 'fail') return { kind: 'rollBack', reason: 'a look failed' };
  const planned = plannedMilliseconds(plan, state);
  const elapsed = state.elapsedMilliseconds;
  if (elapsed < planned) {
    return { kind: 'look', afterMilliseconds: Math.min(intervalAt(plan, state), planned - elapsed), extended: false };
  }
  if (!plan.judged) return { kind: 'advance', proven: false };
  if (state.lastLook === 'pass') return { kind: 'advance', proven: true };
  if (state.phase.name === 'watch') return { kind: 'advance', proven: false };
  const longest = planned * plan.maxHoldFactor;
  if (elapsed < longest) {
    return { kind: 'look', afterMilliseconds: Math.min(plan.lookEveryMilliseconds, longest - elapsed), extended: true };
  }
  if (plan.onInconclusive === 'promote') return { kind: 'advance', proven: false };
  return { kind: 'rollBack', reason: `too little evidence after ${plan.maxHoldFactor} times the planned hold` };
}

/** Looks that a judge must share its error budget over: every one that could happen in the phase. */
export function plannedLooks(plan: RolloutPlan, phase: 'canary' | 'watch'): number {
  return Math.max(1, phase === 'canary' ? canaryLooks(plan) : watchLooks(plan));
}

/** Each hold and each extension ends with a look of its own, so each is rounded up by itself. */
function canaryLooks({ steps, lookEveryMilliseconds, maxHoldFactor }: RolloutPlan): number {
  return steps.reduce((looks, { holdMilliseconds }) => {
    const extension = Math.max(0, holdMilliseconds * maxHoldFactor - holdMilliseconds);
    return looks + Math.ceil(holdMilliseconds / lookEveryMilliseconds) + Math.ceil(extension / lookEveryMilliseconds);
  }, 0);
}

function watchLooks({ watch, lookEveryMilliseconds }: RolloutPlan): number {
  // Past the last interval of the file the watch goes on at the canary's, as in `intervalAt`.
  const rest = { untilMilliseconds: watch.forMilliseconds, intervalMilliseconds: lookEveryMilliseconds };
  let looks = 0;
  let from = 0;
  for (const { untilMilliseconds, intervalMilliseconds } of [...watch.every, rest]) {
    const until = Math.min(untilMilliseconds, watch.forMilliseconds);
    if (until > from) looks += Math.ceil((until - from) / intervalMilliseconds);
    from = Math.max(from, until);
  }
  return looks;
}

function plannedMilliseconds(plan: RolloutPlan, state: PhaseState): number {
  if (state.phase.name === 'watch') return plan.watch.forMilliseconds;
  // A step that the plan does not have holds for ever rather than promoting by accident; the spec's parser rules it out.
  return plan.steps[state.phase.step]?.holdMilliseconds ?? Number.POSITIVE_INFINITY;
}

function intervalAt(plan: RolloutPlan, state: PhaseState): number {
  if (state.phase.name === 'canary') return plan.lookEveryMilliseconds;
  const current = plan.watch.every.find((entry) => state.elapsedMilliseconds < entry.untilMilliseconds);
  return current?.intervalMilliseconds ?? plan.lookEveryMilliseconds;
}
