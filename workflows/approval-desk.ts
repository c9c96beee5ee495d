/** Where a run asks a person and waits for the answer: tells that somebody is waited for, and for how long at most. What is asked, and what follows from the answer, is the caller's. */

import { CancellationScope, condition, isCancellation, log, rootCause, setHandler } from '@temporalio/workflow';
import { ApplicationFailure } from '@temporalio/common';
import type { RunContext, WaitingAlert } from '../activities/interface.js';
import { millisecondsOf } from '../domain/duration.js';
import { notifyWaiting } from './activity-options.js';
import { approve, reject, type ApprovalAnswer } from './contract.js';

export interface Answered {
  readonly approved: boolean;
  readonly by: ApprovalAnswer;
  /** ISO 8601. */
  readonly at: string;
}

export interface ApprovalDesk {
  answer(): Answered | null;
  /** For one question: what was answered to the one before does not answer it. */
  open(): void;
}

/** Handlers are set before the run's first await; they refuse synchronously until the desk is open and for other evidence. */
export function listenForApproval(currentEvidence: () => string | null): ApprovalDesk {
  let answer: Answered | null = null;
  let isOpen = false;
  const validator = (given: ApprovalAnswer): void => {
    if (!isOpen) throw ApplicationFailure.nonRetryable('this run is not waiting for an approval');
    if (answer !== null) throw ApplicationFailure.nonRetryable(`already answered by ${answer.by.identity}`);
    if (given.evidenceSha256 === currentEvidence()) return;
    throw ApplicationFailure.nonRetryable(
      `expected an answer to evidence ${currentEvidence() ?? 'none'}, got one to ${given.evidenceSha256}; look again`,
    );
  };
  const take = (approved: boolean, by: ApprovalAnswer): void => void (answer = { approved, by, at: new Date().toISOString() });
  setHandler(approve, (by) => take(true, by), { validator });
  setHandler(reject, (by) => take(false, by), { validator });
  const open = (): void => {
    isOpen = true;
    answer = null;
  };
  return { answer: () => answer, open };
}

interface Wait {
  readonly timeout: string;
  /** Of the timer, as the Web UI and `slipway status` show it. */
  readonly summary: string;
  readonly waiting: WaitingAlert['waiting'];
  /** What people are told; null tells nobody. */
  readonly reason: string | null;
}

/** Without a policy in the pipeline file. */
const defaultTimeout = '72h';

export function approvalTimeout({ resolved }: RunContext): string {
  return resolved.spec.approval?.timeout ?? defaultTimeout;
}

/** Null when nobody has answered in time. */
export async function answerWithin(context: RunContext, desk: ApprovalDesk, wait: Wait): Promise<Answered | null> {
  desk.open();
  // A webhook that is away for hours must not keep the answer waiting, and once there is one nobody needs the alert.
  const telling = new CancellationScope();
  void telling.run(() => tell(context, wait));
  try {
    await condition(() => desk.answer() !== null, millisecondsOf(wait.timeout), { summary: wait.summary });
  } finally {
    telling.cancel();
  }
  return desk.answer();
}

async function tell({ model, runId, resolved }: RunContext, { waiting, reason }: Wait): Promise<void> {
  if (reason === null) return;
  try {
    await notifyWaiting({ model, runId, waiting, reason, webhooks: resolved.spec.notify.map((entry) => entry.url) });
  } catch (error) {
    if (!isCancellation(error)) log.error('the alert could not be delivered everywhere', { error: rootCause(error) ?? String(error) });
  }
}
