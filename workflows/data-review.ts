/** The hold of a run whose data has labels, sources or tasks that were never seen: nothing is trained on them before a named person has looked at the report. */

import type { RunContext } from '../activities/interface.js';
import type { ArtifactRef, DatasetRef } from '../domain/artifact.js';
import { needsDataReview, type DataReview, type ReviewAnswer } from '../domain/run-state.js';
import { recordDataReview } from './activity-options.js';
import { answerWithin, approvalTimeout, type Answered, type ApprovalDesk } from './approval-desk.js';
import type { Ending } from './findings.js';
import type { RunStory } from './run-story.js';

/** How the run ends; null when a person let the data pass. */
export async function reviewData(
  context: RunContext,
  validated: { readonly dataset: DatasetRef; readonly report: ArtifactRef; readonly reason: string },
  { story, desk }: { readonly story: RunStory; readonly desk: ApprovalDesk },
): Promise<Ending | null> {
  const { dataset, report } = validated;
  // The library calls it so too.
  const reason = validated.reason.replace(`${needsDataReview}: `, '');
  const review: DataReview = { reason, dataset: dataset.version, report, answer: null };
  const timeout = approvalTimeout(context);
  story.dataReviewed(review);
  story.note(`${needsDataReview}: ${reason}; waiting for a person, at most ${timeout}`);
  const given = await answerWithin(context, desk, { timeout, summary: 'data review deadline', waiting: needsDataReview, reason });
  const answer = given === null ? nobody(timeout) : answerOf(given);
  story.dataReviewed({ ...review, answer });
  // Before anything follows from it.
  await recordDataReview({ model: context.model, runId: context.runId, review: { ...review, answer } });
  if (given === null) return { outcome: 'expired', reason: answer.reason };
  return answer.approved ? null : { outcome: 'data-rejected', reason: `data rejected by ${answer.identity}: ${answer.reason}` };
}

function answerOf({ approved, by, at }: Answered): ReviewAnswer {
  return { approved, identity: by.identity, reason: by.reason, at };
}

function nobody(timeout: string): ReviewAnswer {
  return { approved: false, identity: 'slipway', reason: `nobody approved the data within ${timeout}`, at: new Date().toISOString() };
}
