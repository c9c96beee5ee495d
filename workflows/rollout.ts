/** One release of one version: staged, shown to 5 %, 25 % and then all users, watched for a day, rolled back when a look, a guardrail or a person says so. */

import { ActivityFailure, ApplicationFailure, CancellationScope, isCancellation, log, rootCause, workflowInfo } from '@temporalio/workflow';
import type { RunContext } from '../activities/interface.js';
import type { RolloutPlan } from '../domain/rollout-plan.js';
import type { RunOutcome } from '../domain/run-state.js';
import { moveHead, patientTraffic, readChampion, retireModels, stageModel, verifyServed } from './activity-options.js';
import type { Champion, RollbackOrder, RollbackReport, RolloutState, ServedVersion } from './contract.js';
import { changeTraffic, hold, type PhaseEnd } from './hold.js';
import { listenForInterruptions, type Interruptions } from './interruptions.js';
import { leaseSecondsOf, planOf } from './plan.js';
import { ownOrder, rollBackAsChild } from './rollback-order.js';
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

export interface Rollout {
  readonly input: RolloutInput;
  readonly plan: RolloutPlan;
  readonly story: RolloutStory;
  readonly interruptions: Interruptions;
  epoch: number;
  /** From the first model that was put onto the runtime on. */
  staged: boolean;
  looks: number;
  proven: boolean;
  /** Set while the head is being moved, and left set when that was interrupted. */
  movingHead: boolean;
  /** Where the latest rollback went or tried to go. */
  target: ServedVersion | null;
}

export async function rollout(input: RolloutInput): Promise<RolloutResult> {
  const self: Rollout = {
    input,
    plan: planOf(input.resolved.spec, input.champion === null),
    story: createRolloutStory(input),
    interruptions: listenForInterruptions(input.candidate.version),
    epoch: 0,
    staged: false,
    looks: 0,
    proven: true,
    movingHead: false,
    target: null,
  };
  try {
    const promoted = await self.interruptions.during(() => releaseStepByStep(self));
    if (promoted !== 'interrupted' && 'outcome' in promoted) return promoted;
    const end = promoted === 'interrupted' ? interruptedBy(self) : promoted;
    return await rollBack(self, self.interruptions.takeOrder() ?? ownOrder(input, end));
  } catch (error) {
    // An activity that fails while it is being cancelled is a cancellation too.
    const cancelled = isCancellation(error) || CancellationScope.current().consideredCancelled;
    return await CancellationScope.nonCancellable(() => abort(self, error, cancelled));
  }
}

async function releaseStepByStep(self: Rollout): Promise<RolloutResult | NonNullable<PhaseEnd>> {
  const { input, plan, story } = self;
  const serving = await readChampion(input.model);
  if ((serving?.version ?? null) !== (input.champion?.version ?? null)) {
    const reason = `judged against ${input.champion?.version ?? 'nothing'}, but ${serving?.version ?? 'nothing'} serves now; run again`;
    return { outcome: 'rejected', reason, state: null, rollback: null };
  }
  await stageBoth(self);
  self.epoch = await patientTraffic.claimRoute({ model: input.model, owner: workflowInfo().workflowId });

  for (const [step, { weightPercent }] of plan.steps.entries()) {
    story.weight('canary', weightPercent);
    const split = { arms: duringCanary(input, weightPercent), leaseSeconds: leaseSecondsOf(plan) };
    await changeTraffic(self, split, { reason: `canary step ${step + 1} of ${plan.steps.length}` });
    const end = await hold(self, { name: 'canary', step }, split);
    if (end !== null) return end;
  }

  const holdback = input.resolved.spec.release.watch.holdbackPercent;
  story.weight('watch', input.champion === null ? 100 : 100 - holdback);
  const split = { arms: duringWatch(input, holdback), leaseSeconds: null };
  const promoted = plan.steps.length === 0 ? 'first release' : 'every canary step was passed';
  await changeTraffic(self, split, { reason: promoted });
  await verifyServed({ model: input.model, expected: input.candidate });
  self.movingHead = true;
  await moveHead({
    model: input.model,
    runId: input.runId,
    to: input.candidate,
    expected: input.champion?.version ?? null,
    reason: promoted,
  });
  // Where it was interrupted and done all the same, a rollback may have looked at the head before.
  self.movingHead = CancellationScope.current().consideredCancelled;
  const end = await hold(self, { name: 'watch' }, split);
  if (end !== null) return end;
  await changeTraffic(self, { arms: afterWatch(input), leaseSeconds: null }, { reason: 'the watch was passed' });
  await verifyServed({ model: input.model, expected: input.candidate });
  // replay: since `interrupt-promotion` an order at this moment has interrupted already.
  const order = self.interruptions.order();
  if (order !== null) return { trigger: 'requested', reason: order.reason };
  const outcome = self.proven ? 'released' : 'released-unproven';
  const reason = self.proven ? `${self.looks} looks, none failed` : 'released by time: there was too little evidence to judge it';
  story.ended(outcome);
  return { outcome, reason, state: story.state(), rollback: null };
}

async function stageBoth(self: Rollout): Promise<void> {
  const { input, story } = self;
  story.weight('stage', 0);
  self.staged = true;
  const kept = [input.candidate, ...(input.champion === null ? [] : [input.champion])];
  await retireModels({ model: input.model, keep: kept.map((served) => served.version) });
  for (const served of kept) await stageModel({ model: input.model, served, resolved: input.resolved });
}

/** A person's order goes before the gateway's event, because it was promised. */
function interruptedBy({ interruptions }: Rollout): NonNullable<PhaseEnd> {
  const order = interruptions.order();
  if (order !== null) return { trigger: 'requested', reason: order.reason };
  return { trigger: 'guardrail', reason: interruptions.guardrail()?.reason ?? 'interrupted' };
}

/** Not cancelled with the run: users must be on the target first. An order that comes meanwhile was promised too, and follows. */
async function rollBack(self: Rollout, first: RollbackOrder): Promise<RolloutResult> {
  const { input, story, interruptions } = self;
  return CancellationScope.nonCancellable(async () => {
    let report: RollbackReport | null = null;
    for (let order: RollbackOrder | null = first; order !== null; order = interruptions.takeOrder()) {
      self.target = order.target;
      report = await rollBackAsChild(input, order);
      // A step that was interrupted ends by itself soon after; the next release must not begin beside it.
      await interruptions.settled();
      if (self.movingHead) await takeHeadBack(self, order);
    }
    story.ended('rolled-back');
    return { outcome: 'rolled-back', reason: first.reason, state: story.state(), rollback: report };
  });
}

/** The interrupted move of the head may have been done after the rollback looked at it. */
async function takeHeadBack(self: Rollout, order: RollbackOrder): Promise<void> {
  const { model } = self.input;
  const head = await readChampion(model);
  if (head === null || head.version === order.target.version) return;
  await moveHead({ model, runId: order.rollbackId, to: order.target, expected: head.version, reason: order.reason, isRollback: true });
}

/** Whatever went wrong, users must be on the champion before this workflow ends; then the cause is told. */
async function abort(self: Rollout, error: unknown, cancelled: boolean): Promise<RolloutResult> {
  const { input, story, epoch } = self;
  const { champion, candidate } = input;
  if (epoch === 0) {
    if (self.staged) await retireAllBut(self, champion);
    throw error;
  }
  if (champion === null) {
    if (!cancelled) throw error;
    await self.interruptions.settled();
    const reason = `the run was cancelled; ${candidate.version} keeps serving, because nothing served before it`;
    return { outcome: 'cancelled', reason, state: story.state(), rollback: null };
  }
  // The newer owner of the route decides what serves, and a rollback to the champion that has failed would fail again.
  if (isSuperseded(error) || self.target?.version === champion.version) throw error;
  const reason = cancelled ? 'the run was cancelled' : `the rollout failed: ${rootCause(error) ?? String(error)}`;
  const undone = await rollBack(self, ownOrder(input, { trigger: 'aborted', reason }));
  await retireAllBut(self, self.target);
  if (cancelled) return { ...undone, outcome: 'cancelled', reason };
  throw ApplicationFailure.nonRetryable(reason, 'RolloutAborted', undone);
}

/** Frees what was staged. What could not be freed costs memory until the next release, and changes nothing about how this one ended. */
async function retireAllBut(self: Rollout, serving: ServedVersion | null): Promise<void> {
  try {
    // Staging that is cancelled goes on until its next heartbeat.
    await self.interruptions.settled();
    await retireModels({ model: self.input.model, keep: serving === null ? [] : [serving.version] });
  } catch (error) {
    log.error('what the rollout staged could not be taken off the runtime', { error: rootCause(error) ?? String(error) });
  }
}

function isSuperseded(error: unknown): boolean {
  if (!(error instanceof ActivityFailure) || error.activityType !== 'setTraffic') return false;
  return error.cause instanceof ApplicationFailure && error.cause.type === 'Superseded';
}
