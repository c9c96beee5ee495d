/** The verbs that workflows call, as one type: what goes in, what comes out. Implementations beside this file satisfy it by parts. */

import type { Admission, AdmissionQuestion } from '../domain/admission.js';
import type { ArtifactRef, DatasetRef, ModelArtifact } from '../domain/artifact.js';
import type { ChatTemplateChange } from '../domain/chat-template.js';
import type { DataReview, needsDataReview, ReviewAnswer, RunOutcome } from '../domain/run-state.js';
import type { MonitorConfig } from '../catalog/monitors/index.js';
import type { AnswerCheck, RouteArm } from '../domain/route.js';
import type { Verdict, VerdictOutcome } from '../domain/verdict.js';
import type { ResolvedSpec } from '../configs/spec.js';
import type { Approval, BuildEnvironment, Packaging } from '../registry/manifest.js';
import type { Champion, RollbackReport, RunResult, ServedVersion, TriggerDecision } from '../workflows/contract.js';
import type { ImportActivities } from './import-interface.js';
import type { PromotionActivities } from './promotion-interface.js';
import type { ReproductionActivities } from './reproduction-interface.js';

export interface RunContext {
  readonly model: string;
  readonly runId: string;
  readonly resolved: ResolvedSpec;
}

export interface AdmissionActivities {
  decideAdmission(question: AdmissionQuestion): Promise<Admission>;
  /** Reads the pipeline file before each admission, and keeps what it said. Throws SpecInvalid, non-retryable. */
  resolveSpec(model: string): Promise<ResolvedSpec>;
  /** Writes into the audit what became of triggers. Idempotent on trigger and answer. */
  recordDecisions(question: { readonly model: string; readonly decisions: readonly TriggerDecision[] }): Promise<void>;
  /** The outcome of a run that has closed, 'running', or 'unknown' when Temporal has no such workflow. */
  describeRun(workflowId: string): Promise<RunOutcome | 'running' | 'unknown'>;
}

export interface DatasetActivities {
  validateDataset(question: RunContext & { readonly parent: DatasetRef | null }): Promise<{
    /** `needs-review`: the dataset is there, and a person has to look at it before anything is trained on it. */
    readonly outcome: 'accepted' | 'needs-review' | 'skipped' | 'rejected';
    readonly dataset: DatasetRef | null;
    /** Null where no example could be read: `reason` says why. */
    readonly report: ArtifactRef | null;
    readonly reason: string;
  }>;
  /** Writes the answer to a review into the audit. Idempotent on run and answer. */
  recordDataReview(question: {
    readonly model: string;
    readonly runId: string;
    readonly review: DataReview & { readonly answer: ReviewAnswer };
  }): Promise<void>;
}

export interface TrainedModel {
  readonly adapter: ArtifactRef;
  readonly adapterSha256: string;
  readonly merged: ArtifactRef;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** ISO 8601, from the first attempt on. Absent in histories of the first days, as is `environment`. */
  readonly times?: { readonly startedAt: string; readonly finishedAt: string };
  /** Null where the trainer does not tell it. */
  readonly environment?: BuildEnvironment | null;
}

export interface TrainingActivities {
  train(question: RunContext & { readonly dataset: DatasetRef }): Promise<TrainedModel>;
}

export interface PackagingActivities {
  packageModel(question: RunContext & { readonly merged: ArtifactRef }): Promise<PackagedModel>;
  /** What a person has to see when the template is not the champion's; null when it is the same after all. */
  diffChatTemplate(question: {
    readonly model: string;
    readonly runId: string;
    /** Null where the candidate's file has none. */
    readonly candidate: ArtifactRef | null;
    readonly champion: ServedVersion;
  }): Promise<ChatTemplateChange | null>;
}

export interface PackagedModel {
  readonly artifact: ModelArtifact;
  readonly report: ArtifactRef;
  /** Absent in histories of the first days. */
  readonly packaging?: Packaging;
}

export interface EvaluationActivities {
  evaluateModel(
    question: RunContext & {
      /** Whose held-out rows are asked. Null where nobody has any: what needs them is not measured, which no gate takes for a pass. */
      readonly dataset: DatasetRef | null;
      readonly candidate: ModelArtifact;
      readonly champion: Champion | null;
    },
  ): Promise<{ readonly evidence: ArtifactRef; readonly summary: string }>;
  judgeGates(question: RunContext & { readonly evidence: ArtifactRef }): Promise<{
    readonly decision: 'promote' | 'reject';
    readonly reason: string;
    readonly verdicts: readonly Verdict[];
  }>;
}

export interface RegistryActivities {
  /** The version that the production head names; null before the first release. */
  readChampion(model: string): Promise<Champion | null>;
  registerVersion(question: RunContext & RegistrationDraft): Promise<string>;
  moveHead(move: {
    readonly model: string;
    readonly runId: string;
    readonly to: ServedVersion;
    readonly expected: string | null;
    readonly reason: string;
    /** A rollback has served its target already: it goes on where the audit is damaged, and says so in the log. */
    readonly isRollback?: boolean;
  }): Promise<void>;
  /** The version to serve again, or why there is none. Without `to`: the champion while the active run is in its canary, else the one before it. */
  resolveRollback(question: {
    readonly model: string;
    readonly to: string | null;
    readonly activeRunId: string | null;
    /** True: `to` is an imported version that is to become the champion, also where nothing serves yet. */
    readonly adopt?: boolean;
  }): Promise<{ readonly target: ServedVersion } | { readonly refused: string }>;
  /** Also keeps the run's report beside its evidence. A report that cannot be drawn is logged; `slipway report` draws it then. */
  recordRun(result: RunResult): Promise<void>;
  recordRollback(record: { readonly model: string; readonly requestedBy: string; readonly report: RollbackReport }): Promise<void>;
}

export interface RegistrationDraft {
  readonly decision: 'promote' | 'reject';
  readonly champion: string | null;
  readonly dataset: DatasetRef;
  readonly trained: TrainedModel;
  readonly artifact: ModelArtifact;
  readonly verdicts: readonly Verdict[];
  /** Null where a run of an earlier release packaged it. Absent in what such a run has asked for, as are the two below. */
  readonly packaging?: Packaging | null;
  readonly evidence?: ArtifactRef;
  /** Null when nobody was asked. */
  readonly approval?: ApprovalRecord | null;
}

/** A person's answer, or that none came in time. */
export interface ApprovalRecord extends Approval {
  /** Why a person was asked. */
  readonly because: readonly string[];
  /** The change of the chat template that was shown; null without one. */
  readonly chatTemplateDiff: ArtifactRef | null;
}

export interface ServingActivities {
  /** Resident, warm and of the expected digest when it returns. "Already so" is success. */
  stageModel(question: { readonly model: string; readonly served: ServedVersion; readonly resolved: ResolvedSpec | null }): Promise<void>;
  /** Removes every version of the model from the runtime but these. */
  retireModels(question: { readonly model: string; readonly keep: readonly string[] }): Promise<void>;
}

export interface LookQuestion {
  readonly model: string;
  readonly rolloutId: string;
  readonly look: number;
  readonly phase: 'canary' | 'watch';
  readonly step: number;
  readonly candidate: string;
  readonly control: string | null;
  /** The candidate's share of the traffic. */
  readonly weightPercent: number;
  readonly plannedLooks: number;
  readonly monitors: readonly MonitorConfig[];
  readonly minimumSamples: number;
}

export interface WeightAudit {
  readonly runId: string;
  readonly candidate: string;
  /** Null for a split that is only asserted again: then it is told if the gateway had taken the weight back meanwhile. */
  readonly reason: string | null;
}

export interface TrafficActivities {
  /** The epoch under which this owner may change the route. */
  claimRoute(question: { readonly model: string; readonly owner: string }): Promise<number>;
  setTraffic(change: {
    readonly model: string;
    readonly ownerEpoch: number;
    readonly arms: readonly RouteArm[];
    readonly splitSalt: string;
    readonly leaseSeconds: number | null;
    /** Null keeps the checks as they are: a rollback has no spec, and what is counted must not depend on who flips. */
    readonly answerChecks: readonly AnswerCheck[] | null;
    /** To be in the audit before this returns. Null where users wait: the entry of the rollback tells it. */
    readonly audited?: WeightAudit | null;
  }): Promise<{
    readonly revision: number;
    /** True when the lease had run out and this call gave the candidate its weight back. */ readonly restored: boolean;
  }>;
  /** Throws RollbackUnverified-like failures when the gateway or the runtime serves something else than expected. */
  verifyServed(question: { readonly model: string; readonly expected: ServedVersion }): Promise<void>;
  /** Records the counters at which a window opens, as evidence `look`; judges nothing. */
  openWindow(question: LookQuestion): Promise<void>;
  judgeLook(question: LookQuestion): Promise<{ readonly outcome: VerdictOutcome; readonly verdicts: readonly Verdict[] }>;
  /** Compares the registry's head with the gateway's route; alarms and says so when they differ. */
  reconcileRoute(model: string): Promise<'match' | 'mismatch' | 'unreleased'>;
}

export interface NotificationActivities {
  /** Alerts once per run (log and webhooks). */
  notifyOutcome(question: { readonly result: RunResult; readonly webhooks: readonly string[] }): Promise<void>;
  /** Tells once per run and question that a person is waited for (log and webhooks). */
  notifyWaiting(alert: WaitingAlert): Promise<void>;
  /** Alerts once per rollback that could not be shown to serve its target (yet), and answers with what it said of why. */
  alarmRollback(question: RollbackAlarm): Promise<string>;
}

export interface WaitingAlert {
  readonly model: string;
  readonly runId: string;
  readonly waiting: typeof needsDataReview | 'needs-approval';
  /** What is asked. */
  readonly reason: string;
  readonly webhooks: readonly string[];
}

export interface RollbackAlarm {
  readonly model: string;
  readonly rollbackId: string;
  readonly target: string;
  /** What the rollback is doing, or was when it failed. */
  readonly step: string;
  /** Null while it goes on: then the activity in progress is asked what it last failed of, which workflow code cannot see. */
  readonly failure: string | null;
}

export type Activities = AdmissionActivities &
  ReproductionActivities &
  PromotionActivities &
  ImportActivities &
  DatasetActivities &
  TrainingActivities &
  PackagingActivities &
  EvaluationActivities &
  RegistryActivities &
  ServingActivities &
  TrafficActivities &
  NotificationActivities;
