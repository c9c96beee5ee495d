/** The stage in which a person may be asked. Needed by policy, bound to the digest of the evidence seen, and over at its deadline. */

import { condition, setHandler } from '@temporalio/workflow';
import { ApplicationFailure } from '@temporalio/common';
import type { RunContext } from '../activities/interface.js';
import { millisecondsOf } from '../domain/duration.js';
import type { RunOutcome } from '../domain/run-state.js';
import { approve, reject, type ApprovalAnswer, type Champion } from './contract.js';
import type { RunStory } from './run-story.js';

export interface ApprovalDesk {
  answer(): { readonly approved: boolean; readonly by: ApprovalAnswer } | null;
  open(): void;
}

/** Handlers are set before the run's first await; they refuse synchronously until the desk is open and for other evidence. */
export function listenForApproval(currentEvidence: () => string | null): ApprovalDesk {
  let answer: { readonly approved: boolean; readonly by: ApprovalAnswer } | null = null;
  let isOpen = false;
  const validator = (given: ApprovalAnswer): void => {
    if (!isOpen) throw ApplicationFailure.nonRetryable('this run is not waiting for an approval');
    if (answer !== null) throw ApplicationFailure.nonRetryable(`already answered by ${answer.by.identity}`);
    if (given.evidenceSha256 === currentEvidence()) return;
    throw ApplicationFailure.nonRetryable(
      `expected an answer to evidence ${currentEvidence() ?? 'none'}, got one to ${given.evidenceSha256}; look again`,
    );
  };
  setHandler(approve, (by) => void (answer = { approved: true, by }), { validator });
  setHandler(reject, (by) => void (answer = { approved: false, by }), { validator });
  return { answer: () => answer, open: () => void (isOpen = true) };
}

/** Null when the release may go on, else how the run ends. */
export async function awaitApproval(question: {
  readonly story: RunStory;
  readonly desk: ApprovalDesk;
  readonly champion: Champion | null;
  readonly context: RunContext;
}): Promise<{ readonly outcome: RunOutcome; readonly reason: string } | null> {
  const { story, desk, context } = question;
  const policy = context.resolved.spec.approval;
  const because = policy === undefined ? undefined : policy.when.find((reason) => applies(reason, question));
  if (policy === undefined || because === undefined) return null;
  story.enter('approve', `waiting for a person (${because}), at most ${policy.timeout}`);
  desk.open();
  await condition(() => desk.answer() !== null, millisecondsOf(policy.timeout), { summary: 'approval deadline' });
  const answer = desk.answer();
  if (answer === null) return { outcome: 'expired', reason: `nobody approved within ${policy.timeout}` };
  if (answer.approved) return null;
  return { outcome: 'rejected', reason: `rejected by ${answer.by.identity}: ${answer.by.reason}` };
}

function applies(
  reason: 'always' | 'baseModelChanged' | 'recipeChanged',
  question: { readonly champion: Champion | null; readonly context: RunContext },
): boolean {
  const { champion, context } = question;
  switch (reason) {
    case 'always':
      return true;
    case 'baseModelChanged':
      return champion !== null && champion.baseModelSha256 !== context.resolved.spec.train.baseModel.sha256;
    case 'recipeChanged':
      return champion !== null && champion.recipeDigest !== context.resolved.recipeDigest;
    default:
      throw new Error(`unknown approval reason ${String(reason satisfies never)}`);
  }
}
