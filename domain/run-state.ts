/** The words for what a run is doing and how it ended; the same in YAML, Web UI, files and metrics. */

import type { ArtifactRef } from './artifact.js';

/** In the order in which a run comes to them. */
export const stages = ['validate', 'train', 'package', 'evaluate', 'gate', 'approve', 'register', 'stage', 'canary', 'watch'] as const;

export type Stage = (typeof stages)[number];

export type RunOutcome =
  | 'released'
  | 'released-unproven'
  | 'rejected'
  | 'rolled-back'
  | 'data-rejected'
  | 'skipped'
  | 'failed'
  | 'cancelled'
  | 'expired';

export type TriggerKind = 'manual' | 'schedule' | 'new-data' | 'quality' | 'git-push' | 'alert';

export interface Trigger {
  readonly kind: TriggerKind;
  /** Who or what sent it: `cli:anna`, `alertmanager`, … */
  readonly source: string;
  /** Two triggers with the same fingerprint are the same event, however often it is delivered. */
  readonly fingerprint: string;
  /** What was seen, in one sentence. */
  readonly observed: string;
  /** ISO 8601 time of the event at its source. */
  readonly at: string;
}

export interface StageTime {
  readonly name: Stage;
  readonly startedAt: string;
  readonly endedAt: string;
}

/** Data of a kind that was never seen, which a person has to look at before anything is trained on it. */
export interface DataReview {
  /** What was never seen, in a sentence. */
  readonly reason: string;
  /** SHA-256 of the dataset. */
  readonly dataset: string;
  /** Of the dataset. An answer names its digest: that of what its person saw. */
  readonly report: ArtifactRef;
  /** Null while nobody has answered. */
  readonly answer: ReviewAnswer | null;
}

/** A person's answer, or that none came in time. */
export interface ReviewAnswer {
  readonly approved: boolean;
  readonly identity: string;
  readonly reason: string;
  /** ISO 8601. */
  readonly at: string;
}

/** The review that a run in progress waits for; undefined when it waits for none. Runs of earlier releases know of no reviews. */
export function awaitedReview(state: { readonly dataReview?: DataReview; readonly outcome: RunOutcome | null }): DataReview | undefined {
  return state.outcome === null && state.dataReview?.answer === null ? state.dataReview : undefined;
}

/** How a run that waits for one is called wherever it is told, beside the outcomes. */
export const needsDataReview = 'needs-data-review';

/**
 * Who or what asked for it: a failed look, the gateway's own guardrail, a person, or a rollout that could not go on. `adopted`: a
 * person made an imported version the champion, which takes the way of a rollback and lays no blame on the version before.
 */
export type RollbackTrigger = 'judged' | 'guardrail' | 'requested' | 'aborted' | 'adopted';

/** What a rollback did, with its times (ISO 8601). Written only after what is served was verified. */
export interface RollbackReport {
  readonly rollbackId: string;
  readonly trigger: RollbackTrigger;
  readonly reason: string;
  readonly from: string | null;
  readonly to: string;
  readonly fromSha256: string | null;
  readonly toSha256: string;
  readonly decidedAt: string;
  readonly flippedAt: string;
  readonly verifiedAt: string;
}
