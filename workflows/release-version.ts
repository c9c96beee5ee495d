/** The second half of every run: an accepted version goes to its users by the rollout, and the run takes over how that ended. */

import { executeChild, ParentClosePolicy } from '@temporalio/workflow';
import { ApplicationFailure, ChildWorkflowFailure } from '@temporalio/common';
import type { RunContext } from '../activities/interface.js';
import type { ModelArtifact } from '../domain/artifact.js';
import { rolloutWorkflowId, workflowTypes, type Champion } from './contract.js';
import type { Ending, Findings } from './findings.js';
import type { rollout, RolloutResult } from './rollout.js';
import type { RunStory } from './run-story.js';
import { modelAttribute } from './search-attributes.js';

export async function releaseVersion(
  context: RunContext,
  release: {
    readonly champion: Champion | null;
    readonly version: string;
    readonly artifact: ModelArtifact;
    readonly findings: Findings;
    readonly story: RunStory;
  },
): Promise<Ending> {
  const result = await executeChild<typeof rollout>(workflowTypes.rollout, {
    workflowId: rolloutWorkflowId(context.model, context.runId),
    // The rollout undoes what it staged when its run is cancelled; it must not be cut off in the middle of that.
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    typedSearchAttributes: [{ key: modelAttribute, value: context.model }],
    staticSummary: `${context.model} ${release.version}: canary and watch`,
    args: [{ ...context, candidate: { version: release.version, artifact: release.artifact }, champion: release.champion }],
  }).catch(abortedResult);
  if (result.state !== null) release.story.rolledOut(result.state);
  release.findings.liveVerdicts = result.state?.verdicts ?? [];
  release.findings.rollback = result.rollback;
  return { outcome: result.outcome, reason: result.reason };
}

/** A rollout that failed and has rolled back says so with its failure: the run fails too, and its record tells of the rollback. */
function abortedResult(error: unknown): Omit<RolloutResult, 'outcome'> & Ending {
  const cause = error instanceof ChildWorkflowFailure ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure) || cause.type !== 'RolloutAborted') throw error;
  const [undone] = cause.details as [RolloutResult];
  return { ...undone, outcome: 'failed', reason: cause.message };
}
