/** Back to a version that served before, in seconds: takes the route over, restores the target if it is gone, flips, verifies, then writes it down. */

import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  patched,
  rootCause,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import { moveHead, readChampion, recordRollback, rollbackTraffic, stageModel, verifyRolledBack } from './activity-options.js';
import type { RollbackOrder, RollbackReport, ServedVersion } from './contract.js';
import { createRollbackStory, type RollbackStory } from './rollback-story.js';
import { alone } from './split.js';

export interface RollbackInput {
  readonly model: string;
  readonly runId: string;
  readonly order: RollbackOrder;
  /** What is to be taken away; null when only the head is known to serve. */
  readonly from: ServedVersion | null;
}

export async function rollback(input: RollbackInput): Promise<RollbackReport> {
  const story = createRollbackStory(input);
  const decidedAt = new Date().toISOString();
  try {
    const serving = serveTarget(input, story);
    // replay: rollbacks that began before this patch have no timer in their histories.
    const watching = patched('alarm-late-rollback') ? story.alarmWhenLate(serving) : Promise.resolve();
    const times = await serving;
    const report = await writeDown(input, story, { decidedAt, ...times });
    await watching;
    story.doing(`verified at ${times.verifiedAt}: ${input.order.target.version} serves`);
    return report;
  } catch (error) {
    // A bug fails the workflow task and is retried with mended code.
    if (!(error instanceof TemporalFailure)) throw error;
    // A rollback that did not change what is served, or could not write it down, is an alarm, never a success.
    const reason = rootCause(error) ?? String(error);
    await story.alarm(reason);
    if (isCancellation(error)) throw error;
    throw ApplicationFailure.nonRetryable(
      `${input.model}: expected to serve ${input.order.target.version}${input.order.trigger === 'adopted' ? '' : ' again'}, but it failed at "${story.step()}": ${reason}`,
      'RollbackUnverified',
    );
  }
}

async function serveTarget({ model, order }: RollbackInput, story: RollbackStory): Promise<{ flippedAt: string; verifiedAt: string }> {
  story.doing('taking the route over');
  // The epoch goes first: from here on a promotion in flight is refused by the gateway.
  const ownerEpoch = await rollbackTraffic.claimRoute({ model, owner: workflowInfo().workflowId });
  story.doing(`making sure that ${order.target.version} is loaded`);
  // Usually already so and answered at once; a target that was evicted is restored from the registry before users are sent there.
  await stageModel({ model, served: order.target, resolved: null });
  story.doing('flipping the route');
  await rollbackTraffic.setTraffic({
    model,
    ownerEpoch,
    arms: alone(model, order.target),
    splitSalt: order.rollbackId,
    leaseSeconds: null,
    answerChecks: null,
  });
  const flippedAt = new Date().toISOString();
  story.doing(`flipped at ${flippedAt}; verifying what is served`);
  await verify(model, order.target);
  return { flippedAt, verifiedAt: new Date().toISOString() };
}

/** As many hours as the other steps have, in turns of ten minutes. */
const verifyingTurns = 36;

/** Ten minutes for a target that answers something else, as it may be loading; hours for a gateway or runtime that does not answer. */
async function verify(model: string, expected: ServedVersion): Promise<void> {
  for (let turn = 1; ; turn += 1) {
    try {
      await verifyRolledBack({ model, expected });
      return;
    } catch (error) {
      if (isCancellation(error) || turn === verifyingTurns || isWrongAnswer(error)) throw error;
    }
  }
}

function isWrongAnswer(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  return cause instanceof ApplicationFailure && cause.type === 'RollbackUnverified';
}

async function writeDown(
  { model, order, ...input }: RollbackInput,
  story: RollbackStory,
  times: { readonly decidedAt: string; readonly flippedAt: string; readonly verifiedAt: string },
): Promise<RollbackReport> {
  story.doing(`verified at ${times.verifiedAt}; writing it down`);
  const head = await readChampion(model);
  const from = input.from ?? head;
  if (head?.version !== order.target.version) {
    const move = { model, runId: order.rollbackId, to: order.target, expected: head?.version ?? null, reason: order.reason };
    await moveHead({ ...move, isRollback: true });
  }
  const report: RollbackReport = {
    rollbackId: order.rollbackId,
    trigger: order.trigger,
    reason: order.reason,
    from: from?.version ?? null,
    to: order.target.version,
    fromSha256: from?.artifact.gguf.sha256 ?? null,
    toSha256: order.target.artifact.gguf.sha256,
    ...times,
  };
  await recordRollback({ model, requestedBy: order.requestedBy, report });
  return report;
}
