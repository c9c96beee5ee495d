/** One canary step or the watch: looks between timers until the plan says advance or roll back, counting only time that somebody looked at. */

import { isCancellation, log, rootCause } from '@temporalio/workflow';
import type { LookQuestion } from '../activities/interface.js';
import { nextRolloutAction, plannedLooks, type PhaseState, type RolloutPlan } from '../domain/rollout-plan.js';
import type { RouteArm } from '../domain/route.js';
import { patientTraffic, promptTraffic } from './activity-options.js';
import type { RollbackOrder } from './contract.js';
import { answerChecksOf, leaseSecondsOf } from './plan.js';
import type { Rollout } from './rollout.js';

export interface Split {
  readonly arms: readonly RouteArm[];
  readonly leaseSeconds: number | null;
}

/** Why a rollout goes back; null when its phase ran to its end. */
export type PhaseEnd = { readonly trigger: RollbackOrder['trigger']; readonly reason: string } | null;

/** No activity is in flight between looks, so days of waiting cost nothing. */
export async function hold(self: Rollout, phase: PhaseState['phase'], split: Split): Promise<PhaseEnd> {
  const { plan, story, interruptions } = self;
  let startedAt = Date.now();
  let lookedAt = startedAt;
  let lastLook: PhaseState['lastLook'] = null;
  await patientTraffic.openWindow(lookQuestion(self, phase, split));
  for (;;) {
    const action = nextRolloutAction(plan, { phase, elapsedMilliseconds: Date.now() - startedAt, lastLook });
    if (action.kind === 'rollBack') return { trigger: 'judged', reason: `${action.reason}: ${story.failures()}` };
    if (action.kind === 'advance') {
      self.proven &&= action.proven;
      return null;
    }
    story.waiting(action.afterMilliseconds, action.extended);
    await interruptions.rest(action.afterMilliseconds, `look ${self.looks + 1} (${phase.name})`);
    const order = interruptions.order();
    if (order !== null) return { trigger: 'requested', reason: order.reason };
    const outcome = await look(self, phase, split);
    const event = interruptions.guardrail();
    if (event !== null) return { trigger: outcome === 'fail' ? 'judged' : 'guardrail', reason: `${event.reason}; ${story.failures()}` };

    const now = Date.now();
    const gap = now - lookedAt;
    const unseen = outcome === null || gap < 0 || gap > longestGapMilliseconds(plan, action.afterMilliseconds);
    // Users may have been the champion's alone, or nobody's concern: such time is not a passed hold, however the clock came to it.
    if (unseen) startedAt += gap;
    lastLook = unseen && outcome !== 'fail' ? null : outcome;
    lookedAt = now;
  }
}

/** As long as a canary's lease, or three intervals where a watch looks less often. */
function longestGapMilliseconds(plan: RolloutPlan, intervalMilliseconds: number): number {
  return Math.max(1000 * leaseSecondsOf(plan), 3 * intervalMilliseconds);
}

/** Null when there was nothing to judge: the lease had run out, or a guardrail could not wait for it. */
async function look(self: Rollout, phase: PhaseState['phase'], split: Split): Promise<PhaseState['lastLook']> {
  const alarmed = self.interruptions.guardrail() !== null;
  const traffic = alarmed ? promptTraffic : patientTraffic;
  try {
    if (split.leaseSeconds !== null && (await changeTraffic(self, split, { traffic }))) {
      // Since the last look some of the time was the champion's alone: what was counted in it compares nothing.
      if (!alarmed) await patientTraffic.openWindow(lookQuestion(self, phase, split));
      return null;
    }
    const judged = await traffic.judgeLook(lookQuestion(self, phase, split));
    self.story.looked(self.looks, judged.outcome, judged.verdicts);
    return judged.outcome;
  } catch (error) {
    if (!alarmed || isCancellation(error)) throw error;
    log.warn('the look at a guardrail could not be taken; rolling back without it', { error: rootCause(error) ?? String(error) });
    return null;
  }
}

/** True when the gateway had taken the candidate's weight back because nobody renewed the lease. */
export async function changeTraffic(
  self: Rollout,
  split: Split,
  { traffic = patientTraffic, reason = null }: ChangeOptions = {},
): Promise<boolean> {
  const { model, runId, resolved, candidate } = self.input;
  const { restored } = await traffic.setTraffic({
    model,
    ownerEpoch: self.epoch,
    splitSalt: runId,
    answerChecks: answerChecksOf(resolved.spec),
    // Users wait behind a guardrail: then nothing is written down before the rollback, whose entry tells it.
    audited: traffic === promptTraffic ? null : { runId, candidate: candidate.version, reason },
    ...split,
  });
  return restored;
}

interface ChangeOptions {
  readonly traffic?: Pick<typeof patientTraffic, 'setTraffic'>;
  /** Of a new split, for the audit; null when it is only asserted again. */
  readonly reason?: string | null;
}

function lookQuestion(self: Rollout, phase: PhaseState['phase'], split: Split): LookQuestion {
  self.looks += 1;
  const { input, plan } = self;
  return {
    model: input.model,
    rolloutId: input.runId,
    look: self.looks,
    phase: phase.name,
    step: phase.name === 'canary' ? phase.step : plan.steps.length,
    candidate: input.candidate.version,
    control: input.champion?.version ?? null,
    weightPercent: split.arms.find((arm) => arm.version === input.candidate.version)?.weightPercent ?? 0,
    plannedLooks: plannedLooks(plan, phase.name),
    monitors: input.resolved.spec.release.monitors,
    minimumSamples: input.resolved.spec.release.minimumSamples,
  };
}
