/** One release of one version: staged, shown to 5 %, 25 % and then all users, watched for a day, rolled back when a look, a guardrail or a person says so. */

import { CancellationScope, condition, isCancellation, setHandler, workflowInfo } from '@temporalio/workflow';
import type { LookQuestion, RunContext } from '../activities/interface.js';
import { nextRolloutAction, plannedLooks, type PhaseState, type RolloutPlan } from '../domain/rollout-plan.js';
import type { RouteArm } from '../domain/route.js';
import type { RunOutcome } from '../domain/run-state.js';
import {
  claimRoute,
  judgeLook,
  moveHead,
  openWindow,
  readChampion,
  retireModels,
  setTraffic,
  stageModel,
  verifyServed,
} from './activity-options.js';
import {
  regressionDetected,
  rollbackOrdered,
  type Champion,
  type RegressionDetected,
  type RollbackOrder,
  type RollbackReport,
  type RolloutState,
  type ServedVersion,
} from './contract.js';
import { answerChecksOf, leaseSecondsOf, planOf } from './plan.js';
import { rollBackAsChild } from './rollback-order.js';
import { createRolloutStory, type RolloutStory } from './rollout-story.js';
import { afterWatch, duringCanary, duringWatch } from './split.js';

export interface RolloutInput extends RunContext {
  readonly candidate: ServedVersion;
  readonly champion: Champion | null;
}

export interface RolloutResult {
  readonly outcome: Extract<RunOutcome, 'released' | 'released-unproven' | 'rolled-back' | 'rejected' | 'cancelled'>;
  readonly reason: string;
  /** At the end; null when the rollout never began. */
  readonly state: RolloutState | null;
  readonly rollback: RollbackReport | null;
}

/** What may interrupt a hold: set by signals, read between timers. */
interface Interruptions {
  guardrail: RegressionDetected | null;
  order: RollbackOrder | null;
}

interface Rollout {
  readonly input: RolloutInput;
  readonly plan: RolloutPlan;
  readonly story: RolloutStory;
  readonly interruptions: Interruptions;
  epoch: number;
  looks: number;
  proven: boolean;
}

/** Who is served what while a phase lasts; a canary's is leased and renewed at each look. */
interface Split {
  readonly arms: readonly RouteArm[];
  readonly leaseSeconds: number | null;
}

/** Why a phase ended early; null when it ran to its end. */
type PhaseEnd = { readonly trigger: RollbackOrder['trigger']; readonly reason: string } | null;

export async function rollout(input: RolloutInput): Promise<RolloutResult> {
  const self: Rollout = {
    input,
    plan: planOf(input.resolved.spec, input.champion === null),
    story: createRolloutStory(input),
    interruptions: { guardrail: null, order: null },
    epoch: 0,
    looks: 0,
    proven: true,
  };
  setHandler(regressionDetected, (event) => void (self.interruptions.guardrail ??= event));
  setHandler(rollbackOrdered, (order) => void (self.interruptions.order ??= order));
  try {
    return await releaseStepByStep(self);
  } catch (error) {
    if (input.champion === null || self.epoch === 0) throw error;
    // Whatever went wrong, users must be on the champion before this workflow ends; then the cause is told.
    const reason = isCancellation(error)
      ? 'the run was cancelled'
      : `the rollout failed: ${error instanceof Error ? error.message : String(error)}`;
    const undone = await CancellationScope.nonCancellable(() => rollBack(self, { trigger: 'aborted', reason }));
    if (isCancellation(error)) return { ...undone, outcome: 'cancelled', reason };
    throw error;
  }
}

async function releaseStepByStep(self: Rollout): Promise<RolloutResult> {
  const { input, plan, story } = self;
  const serving = await readChampion(input.model);
  if ((serving?.version ?? null) !== (input.champion?.version ?? null)) {
    const reason = `judged against ${input.champion?.version ?? 'nothing'}, but ${serving?.version ?? 'nothing'} serves now; run again`;
    return { outcome: 'rejected', reason, state: null, rollback: null };
  }
  await stageBoth(self);
  self.epoch = await claimRoute({ model: input.model, owner: workflowInfo().workflowId });

  for (const [step, { weightPercent }] of plan.steps.entries()) {
    story.weight('canary', weightPercent);
    const split = { arms: duringCanary(input, weightPercent), leaseSeconds: leaseSecondsOf(plan) };
    await changeTraffic(self, split);
    const end = await hold(self, { name: 'canary', step }, split);
    if (end !== null) return rollBack(self, end);
  }

  const holdback = input.resolved.spec.release.watch.holdbackPercent;
  story.weight('watch', input.champion === null ? 100 : 100 - holdback);
  const split = { arms: duringWatch(input, holdback), leaseSeconds: null };
  await changeTraffic(self, split);
  await verifyServed({ model: input.model, expected: input.candidate });
  await moveHead({
    model: input.model,
    runId: input.runId,
    to: input.candidate,
    expected: input.champion?.version ?? null,
    reason: plan.steps.length === 0 ? 'first release' : 'every canary step was passed',
  });
  const end = await hold(self, { name: 'watch' }, split);
  if (end !== null) return rollBack(self, end);
  await changeTraffic(self, { arms: afterWatch(input), leaseSeconds: null });
  await verifyServed({ model: input.model, expected: input.candidate });
  // The entity was promised that this rollout carries out what it was ordered, also at the last moment.
  const { order } = self.interruptions;
  if (order !== null) return rollBack(self, { trigger: 'requested', reason: order.reason });
  const outcome = self.proven ? 'released' : 'released-unproven';
  const reason = self.proven ? `${self.looks} looks, none failed` : 'released by time: there was too little evidence to judge it';
  story.ended(outcome);
  return { outcome, reason, state: story.state(), rollback: null };
}

async function stageBoth(self: Rollout): Promise<void> {
  const { input, story } = self;
  story.weight('stage', 0);
  const kept = [input.candidate, ...(input.champion === null ? [] : [input.champion])];
  await retireModels({ model: input.model, keep: kept.map((served) => served.version) });
  for (const served of kept) await stageModel({ model: input.model, served, resolved: input.resolved });
}

/** True when the gateway had taken the candidate's weight back because nobody renewed the lease. */
async function changeTraffic(self: Rollout, split: Split): Promise<boolean> {
  const { model, runId, resolved } = self.input;
  const { restored } = await setTraffic({
    model,
    ownerEpoch: self.epoch,
    splitSalt: runId,
    answerChecks: answerChecksOf(resolved.spec),
    ...split,
  });
  return restored;
}

/** Looks until the phase's step is over. No activity is in flight between looks, so days of waiting cost nothing. */
async function hold(self: Rollout, phase: PhaseState['phase'], split: Split): Promise<PhaseEnd> {
  const { plan, story, interruptions } = self;
  const startedAt = Date.now();
  let lastLook: PhaseState['lastLook'] = null;
  await openWindow(lookQuestion(self, phase));
  for (;;) {
    const action = nextRolloutAction(plan, { phase, elapsedMilliseconds: Date.now() - startedAt, lastLook });
    if (action.kind === 'rollBack') return { trigger: 'judged', reason: `${action.reason}: ${story.failures()}` };
    if (action.kind === 'advance') {
      self.proven &&= action.proven;
      return null;
    }
    story.waiting(action.afterMilliseconds, action.extended);
    // A timer of 0 ms is none; `condition` returns at once when an interruption came while the last look ran.
    await condition(() => interruptions.guardrail !== null || interruptions.order !== null, Math.max(1, action.afterMilliseconds), {
      summary: `look ${self.looks + 1} (${phase.name})`,
    });
    if (interruptions.order !== null) return { trigger: 'requested', reason: interruptions.order.reason };
    if (split.leaseSeconds !== null && (await changeTraffic(self, split))) {
      // Since the last look some of the time was the champion's alone: what was counted in it compares nothing.
      await openWindow(lookQuestion(self, phase));
      continue;
    }
    // A guardrail does not wait for the judge's opinion, but its counts become evidence like those of any look.
    const judged = await judgeLook(lookQuestion(self, phase));
    lastLook = judged.outcome;
    story.looked(self.looks, judged.outcome, judged.verdicts);
    const event = interruptions.guardrail;
    if (event !== null)
      return { trigger: judged.outcome === 'fail' ? 'judged' : 'guardrail', reason: `${event.reason}; ${story.failures()}` };
  }
}

function lookQuestion(self: Rollout, phase: PhaseState['phase']): LookQuestion {
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
    plannedLooks: plannedLooks(plan, phase.name),
    monitors: input.resolved.spec.release.monitors,
    minimumSamples: input.resolved.spec.release.minimumSamples,
  };
}

async function rollBack(self: Rollout, end: NonNullable<PhaseEnd>): Promise<RolloutResult> {
  const { input, story, interruptions } = self;
  const report = await rollBackAsChild({ input, end, order: interruptions.order });
  story.ended('rolled-back');
  return { outcome: 'rolled-back', reason: end.reason, state: story.state(), rollback: report };
}
