/** Everything that is on the wire: workflow types, ids, queues, messages and their payloads. These names are permanent. */

import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ArtifactRef, DatasetRef, ModelArtifact } from '../domain/artifact.js';
import type { ChatTemplateChange } from '../domain/chat-template.js';
import type { DataReview, RollbackTrigger, RunOutcome, Stage, StageTime, Trigger } from '../domain/run-state.js';
import type { Verdict, VerdictOutcome } from '../domain/verdict.js';
import type { Difference } from '../domain/reproduction.js';
import type { Packaging } from '../registry/manifest.js';
import type { ReproductionRecord } from '../registry/reproductions.js';
import type { RunRecord } from '../registry/runs.js';

export type { RollbackReport } from '../domain/run-state.js';

export const queues = { pipelines: 'pipelines', cpu: 'cpu', gpu: 'gpu', serving: 'serving' } as const;
export type QueueName = keyof typeof queues;

/** `acme.gpu`, and `gpu` for models of no client: a client's workers are handed its own work only. */
export const taskQueueOf = (client: string | undefined, queue: string): string => (client === undefined ? queue : `${client}.${queue}`);

/** `acme` of `acme.pipelines`. No other dot is in the name of a queue. */
export const clientOfQueue = (taskQueue: string): string | undefined => {
  const [client, queue] = taskQueue.split('.');
  return queue === undefined ? undefined : client;
};

export const workflowTypes = {
  modelRelease: 'modelRelease',
  pipelineRun: 'pipelineRun',
  rollout: 'rollout',
  rollback: 'rollback',
  reproduction: 'reproduction',
  importVersion: 'importVersion',
} as const;

export const releaseWorkflowId = (model: string): string => `release/${model}`;
export const runWorkflowId = (model: string, runId: string): string => `run/${model}/${runId}`;
export const rolloutWorkflowId = (model: string, runId: string): string => `rollout/${model}/${runId}`;
export const reproductionWorkflowId = (model: string, reproductionId: string): string => `reproduce/${model}/${reproductionId}`;
export const importWorkflowId = (model: string, importId: string): string => `import/${model}/${importId}`;
export const rollbackWorkflowId = (model: string, rollbackId: string): string => `rollback/${model}/${rollbackId}`;

/** Keyword search attributes of every run. */
export const searchAttributeNames = ['Model', 'RunStage', 'Outcome', 'CandidateVersion', 'Trigger'] as const;

export interface ServedVersion {
  readonly version: string;
  readonly artifact: ModelArtifact;
}

export interface Champion extends ServedVersion {
  /** Null for one that was made elsewhere; its lineage is unknown. */
  readonly dataset: DatasetRef | null;
  readonly baseModelSha256: string | null;
  /** Empty where it is unknown. */
  readonly recipeDigest: string;
  /** Of its text, which is empty where its file has none; null where the record does not tell. */
  readonly chatTemplateSha256: string | null;
}

/** An existing version that is to be released, by its records. */
export interface PromotedVersion extends Champion {
  /** Null in records of the first days. */
  readonly packaging: Packaging | null;
}

export interface RunRequest {
  readonly trigger: Trigger;
  readonly ignoreCooldown: boolean;
  /** An existing version to release, in the place of a new one. Absent in requests of earlier releases. */
  readonly version?: string | null;
}

export interface RollbackRequest {
  /** Version to serve again; null: the champion while a candidate is in its canary, else the one before it. */
  readonly to: string | null;
  readonly reason: string;
  readonly identity: string;
  /** True: make an imported version, which has never served, the champion. Then `to` names it. */
  readonly adopt?: boolean;
}

export type Answer =
  | { readonly admitted: true; readonly runId: string; readonly workflowId: string }
  | { readonly admitted: false; readonly reason: string };

export interface RunEnded {
  readonly runId: string;
  readonly outcome: RunOutcome;
}

export interface RegressionDetected {
  readonly routeRevision: number;
  readonly version: string;
  readonly requests: number;
  readonly failures: number;
  readonly reason: string;
}

export interface RollbackOrder {
  readonly rollbackId: string;
  readonly trigger: RollbackTrigger;
  readonly reason: string;
  readonly requestedBy: string;
  readonly target: ServedVersion;
}

export interface ApprovalAnswer {
  readonly identity: string;
  readonly reason: string;
  /** Digest of the evidence that the person saw, of the dataset's report in a review of data; another one is refused. */
  readonly evidenceSha256: string;
}

export interface TriggerDecision {
  readonly at: string;
  readonly trigger: Trigger;
  readonly decision: 'admit' | 'queue' | 'refuse';
  readonly reason: string;
  readonly runId: string | null;
}

export interface ReleaseState {
  readonly model: string;
  readonly activeRun: { readonly runId: string; readonly startedAt: string } | null;
  readonly paused: boolean;
  readonly cooldownEndsAt: string | null;
  readonly queue: readonly Trigger[];
  /** Newest last, at most 100. */
  readonly decisions: readonly TriggerDecision[];
}

export interface RunState {
  readonly model: string;
  readonly runId: string;
  readonly stage: Stage | 'ended';
  readonly progress: string;
  readonly stages: readonly StageTime[];
  readonly verdicts: readonly Verdict[];
  readonly version: string | null;
  readonly outcome: RunOutcome | null;
  readonly evidenceSha256: string | null;
  readonly rollout: RolloutState | null;
  /** What was never seen in the data, and what was answered to it; absent where all of it is known. */
  readonly dataReview?: DataReview;
  /** What a person is asked about besides the evidence; absent when it is the champion's. */
  readonly chatTemplateChange?: ChatTemplateChange;
}

export interface RolloutState {
  readonly stage: 'stage' | 'canary' | 'watch';
  readonly version: string;
  readonly weightPercent: number;
  readonly looks: number;
  readonly lastOutcome: VerdictOutcome | null;
  readonly verdicts: readonly Verdict[];
  readonly nextTimerAt: string | null;
  readonly extended: boolean;
}

export interface ReproductionRequest {
  readonly version: string;
  /** Also where code, packages or machine are not as recorded; kept with the result. */
  readonly anyway: boolean;
  readonly requestedBy: string;
}

/** The record of a version that was made again, or why it was not. */
export type ReproductionResult =
  | ReproductionRecord
  | {
      readonly outcome: 'refused';
      readonly model: string;
      readonly reproductionId: string;
      readonly version: string;
      readonly reason: string;
      readonly differences: readonly Difference[];
    };

/** What was uploaded to the store. Folders are manifests of their files. */
export type ImportSource =
  | { readonly kind: 'huggingface'; readonly folder: ArtifactRef }
  | { readonly kind: 'gguf'; readonly gguf: ArtifactRef }
  | {
      readonly kind: 'lora';
      readonly adapter: ArtifactRef;
      readonly base: ArtifactRef;
      /** Named by the digest of its folder, as in a pipeline file. */
      readonly baseModel: { readonly name: string; readonly sha256: string };
    };

export interface ImportRequest {
  readonly source: ImportSource;
  /** As the person named it: a file, a folder or an archive of theirs. */
  readonly from: string;
  /** Null: what the pipeline file says, at most what the model was made for. */
  readonly contextTokens: number | null;
  readonly identity: string;
  readonly reason: string;
}

export interface ImportedVersion {
  readonly model: string;
  readonly version: string;
  readonly importId: string;
  readonly ggufSha256: string;
  readonly contextTokens: number;
}

/** The run's record without its time of writing. */
export type RunResult = Omit<RunRecord, 'endedAt'>;

export const triggered = defineSignal<[Trigger]>('triggered');
export const regressionDetected = defineSignal<[RegressionDetected]>('regressionDetected');
export const runEnded = defineSignal<[RunEnded]>('runEnded');
export const rollbackOrdered = defineSignal<[RollbackOrder]>('rollbackOrdered');
export const rolloutProgressed = defineSignal<[RolloutState]>('rolloutProgressed');

export const requestRun = defineUpdate<Answer, [RunRequest]>('requestRun');
export const requestRollback = defineUpdate<Answer, [RollbackRequest]>('requestRollback');
export const pause = defineUpdate<boolean, []>('pause');
export const resume = defineUpdate<boolean, []>('resume');
export const approve = defineUpdate<void, [ApprovalAnswer]>('approve');
export const reject = defineUpdate<void, [ApprovalAnswer]>('reject');

export const release = defineQuery<ReleaseState>('release');
export const run = defineQuery<RunState>('run');
