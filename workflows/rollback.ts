/** Back to a version that served before, in seconds: takes the route over, restores the target if it is gone, flips, verifies, then writes it down. */

import { rootCause, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import {
  alarmRollback,
  claimRoute,
  moveHead,
  readChampion,
  recordRollback,
  setTraffic,
  stageModel,
  verifyServed,
} from './activity-options.js';
import type { RollbackOrder, RollbackReport, ServedVersion } from './contract.js';
import { alone } from './split.js';

export interface RollbackInput {
  readonly model: string;
  readonly runId: string;
  readonly order: RollbackOrder;
  /** What is to be taken away; null when only the head is known to serve. */
  readonly from: ServedVersion | null;
}

export async function rollback(input: RollbackInput): Promise<RollbackReport> {
  const { model, order } = input;
  const decidedAt = new Date().toISOString();
  const tell = (text: string): void =>
    setCurrentDetails(`**${model} → ${order.target.version}** (${order.trigger} by ${order.requestedBy})\n\n${order.reason}\n\n${text}`);
  tell('taking the route over');
  // The epoch goes first: from here on a promotion in flight is refused by the gateway.
  const ownerEpoch = await claimRoute({ model, owner: workflowInfo().workflowId });
  // Usually already so and answered at once; a target that was evicted is restored from the registry before users are sent there.
  await stageModel({ model, served: order.target, resolved: null });
  await setTraffic({
    model,
    ownerEpoch,
    arms: alone(model, order.target),
    splitSalt: order.rollbackId,
    leaseSeconds: null,
    answerChecks: null,
  });
  const flippedAt = new Date().toISOString();
  tell(`flipped at ${flippedAt}; verifying what is served`);
  await verifyOrAlarm(input);
  const verifiedAt = new Date().toISOString();

  const head = await readChampion(model);
  const from = input.from ?? head;
  if (head?.version !== order.target.version) {
    await moveHead({ model, runId: order.rollbackId, to: order.target, expected: head?.version ?? null, reason: order.reason });
  }
  const report: RollbackReport = {
    rollbackId: order.rollbackId,
    trigger: order.trigger,
    reason: order.reason,
    from: from?.version ?? null,
    to: order.target.version,
    fromSha256: from?.artifact.gguf.sha256 ?? null,
    toSha256: order.target.artifact.gguf.sha256,
    decidedAt,
    flippedAt,
    verifiedAt,
  };
  await recordRollback({ model, requestedBy: order.requestedBy, report });
  tell(`verified at ${verifiedAt}: ${order.target.version} serves`);
  return report;
}

/** A rollback that did not change what is served is an alarm, never a success. */
async function verifyOrAlarm({ model, order }: RollbackInput): Promise<void> {
  try {
    await verifyServed({ model, expected: order.target });
  } catch (error) {
    const reason = rootCause(error) ?? String(error);
    await alarmRollback({ model, rollbackId: order.rollbackId, target: order.target.version, reason });
    throw error;
  }
}
