/** The entity's three decisions: start a run, roll back, pass a guardrail's event on. Each ends as an answer with its reason. */

import { getExternalWorkflowHandle, isCancellation, ParentClosePolicy, setCurrentDetails, startChild } from '@temporalio/workflow';
import { ApplicationFailure, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { ResolvedSpec } from '../configs/spec.js';
import { millisecondsOf } from '../domain/duration.js';
import { rollbackIdOf, runIdOf } from '../domain/model-version.js';
import { decideAdmission, resolvePromotion, resolveRollback, resolveSpec } from './activity-options.js';
import {
  regressionDetected,
  rollbackOrdered,
  rollbackWorkflowId,
  rolloutWorkflowId,
  runWorkflowId,
  workflowTypes,
  type Answer,
  type RegressionDetected,
  type RollbackOrder,
  type RollbackRequest,
  type RunRequest,
} from './contract.js';
import type { pipelineRun, PipelineRunInput } from './pipeline-run.js';
import { runPlan, runSummary } from './run-details.js';
import { remember, type ReleaseMemory } from './release-memory.js';
import type { rollback } from './rollback.js';
import { modelAttribute, triggerAttribute } from './search-attributes.js';

/** Ids that were taken by runs of an entity that was terminated and started anew. */
const idsTried = 1_000;

export async function decideTrigger(model: string, memory: ReleaseMemory, request: RunRequest): Promise<Answer> {
  const { trigger, version = null } = request;
  const at = new Date().toISOString();
  const refuse = (decision: 'refuse' | 'queue', reason: string): Answer => {
    remember(memory, { at, trigger, decision, reason, runId: null });
    return { admitted: false, reason };
  };
  let resolved: ResolvedSpec;
  try {
    resolved = await resolveSpec(model);
  } catch (error) {
    return refuse('refuse', `the pipeline file cannot be used: ${causeOf(error)}`);
  }
  memory.cooldown = resolved.spec.triggers?.cooldown ?? '48h';
  const admission = await decideAdmission({
    trigger,
    nowMilliseconds: Date.now(),
    ignoreCooldown: request.ignoreCooldown,
    activeRunId: memory.activeRun?.runId ?? null,
    paused: memory.paused,
    lastEndedAtMilliseconds: memory.lastEndedAtMilliseconds,
    cooldownMilliseconds: millisecondsOf(memory.cooldown),
    recentFingerprints: memory.decisions.filter((entry) => entry.decision === 'admit').map((entry) => entry.trigger.fingerprint),
    queuedFingerprints: memory.queue.map((entry) => entry.fingerprint),
  });
  // A trigger that waits is asked again, and would make a new version: who wants an existing one asks again.
  const waits = admission.decision === 'queue' && version === null;
  if (waits) memory.queue.push(trigger);
  if (admission.decision !== 'admit') return refuse(waits ? 'queue' : 'refuse', admission.reason);
  // replay: no request before this release named a version.
  const promotion = version === null ? null : await resolvePromotion({ model, version });
  if (promotion !== null && 'refused' in promotion) return refuse('refuse', promotion.refused);
  const runId = await startRun(model, memory, { trigger, resolved, ...promotion });
  remember(memory, { at, trigger, decision: 'admit', reason: admission.reason, runId });
  setCurrentDetails(`Active run **${runId}**, started by ${trigger.kind} (${trigger.source}): ${trigger.observed}`);
  return { admitted: true, runId, workflowId: runWorkflowId(model, runId) };
}

/** To the rollout in progress, which then ends by it; else a rollback of the entity's own. */
export async function decideRollback(model: string, memory: ReleaseMemory, request: RollbackRequest): Promise<Answer> {
  const { activeRun } = memory;
  const isAdoption = request.adopt === true;
  if (isAdoption && activeRun !== null) {
    // Its candidate was or will be judged against the champion of now.
    return {
      admitted: false,
      reason: `run ${activeRun.runId} is in progress; wait for its end, or end it: slipway cancel ${model} ${activeRun.runId} --reason WHY`,
    };
  }
  const resolved = await resolveRollback({
    model,
    to: request.to,
    activeRunId: activeRun?.runId ?? null,
    ...(isAdoption ? { adopt: true } : {}),
  });
  if ('refused' in resolved) return { admitted: false, reason: resolved.refused };
  memory.rollbackSequence += 1;
  const rollbackId = rollbackIdOf(new Date(), memory.rollbackSequence);
  const order: RollbackOrder = {
    rollbackId,
    trigger: isAdoption ? 'adopted' : 'requested',
    reason: request.reason,
    requestedBy: request.identity,
    target: resolved.target,
  };
  const workflowId = rollbackWorkflowId(model, rollbackId);
  if (!(await tellRollout(model, memory, (rollout) => rollout.signal(rollbackOrdered, order)))) {
    await startChild<typeof rollback>(workflowTypes.rollback, {
      workflowId,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      typedSearchAttributes: [{ key: modelAttribute, value: model }],
      staticSummary: `${model} ${isAdoption ? 'on' : 'back'} to ${order.target.version}: ${order.reason.slice(0, 120)}`,
      args: [{ model, runId: rollbackId, order, from: null }],
    });
  }
  return { admitted: true, runId: rollbackId, workflowId };
}

export async function forwardRegression(model: string, memory: ReleaseMemory, event: RegressionDetected): Promise<void> {
  await tellRollout(model, memory, (rollout) => rollout.signal(regressionDetected, event));
}

type ExternalHandle = ReturnType<typeof getExternalWorkflowHandle>;

/** False when no rollout is in progress: the run has not come so far, or its rollout has just ended. */
async function tellRollout(model: string, memory: ReleaseMemory, tell: (rollout: ExternalHandle) => Promise<void>): Promise<boolean> {
  if (memory.activeRun === null) return false;
  try {
    await tell(getExternalWorkflowHandle(rolloutWorkflowId(model, memory.activeRun.runId)));
    return true;
  } catch (error) {
    if (isCancellation(error)) throw error;
    // The server knows no such open workflow: that is the answer, not an error.
    return false;
  }
}

async function startRun(
  model: string,
  memory: ReleaseMemory,
  start: Pick<PipelineRunInput, 'trigger' | 'resolved' | 'promoted'>,
): Promise<string> {
  for (let tries = 0; tries < idsTried; tries += 1) {
    memory.runSequence += 1;
    const startedAt = new Date();
    const runId = runIdOf(startedAt, memory.runSequence);
    try {
      await startChild<typeof pipelineRun>(workflowTypes.pipelineRun, {
        workflowId: runWorkflowId(model, runId),
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        // The entity may continue as new while the run is active.
        parentClosePolicy: ParentClosePolicy.ABANDON,
        typedSearchAttributes: [
          { key: modelAttribute, value: model },
          { key: triggerAttribute, value: start.trigger.kind },
        ],
        staticSummary: runSummary({ model, runId, ...start }),
        staticDetails: runPlan({ model, runId, ...start }),
        args: [{ model, runId, ...start }],
      });
      memory.activeRun = { runId, startedAt: startedAt.toISOString() };
      return runId;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
  throw ApplicationFailure.nonRetryable(`${idsTried} run ids in a row are taken for ${model}; expected a free one`);
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
