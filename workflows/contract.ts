/** Everything that is on the wire: workflow types, ids, queues, messages and their payloads. These names are permanent. */

import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { DatasetRef, ModelArtifact } from '../domain/artifact.js';
import type { RollbackTrigger, RunOutcome, Stage, StageTime, Trigger } from '../domain/run-state.js';
import type { Verdict, VerdictOutcome } from '../domain/verdict.js';
import type { RunRecord } from '../registry/runs.js';

export type { RollbackReport } from '../domain/run-state.js';

export const queues = { pipelines: 'pipelines', cpu: 'cpu', gpu: 'gpu', serving: 'serving' } as const;
export type QueueName = keyof typeof queues;

export const workflowTypes = {
  modelRelease: 'modelRelease',
  pipelineRun: 'pipelineRun',
  rollout: 'rollout',
  rollback: 'rollback',
} as const;

export const releaseWorkflowId = (model: string): string => `release/${model}`;
export const runWorkflowId = (model: string, runId: string): string => `run/${model}/${runId}`;
export const rolloutWorkflowId = (model: string, runId: string): string => `rollout/${model}/${runId}`;
export const rollbackWorkflowId = (model: string, rollbackId: string): string => `rollback/${model}/${rollbackId}`;

/** Keyword search attributes of every run. */
export const searchAttributeNames = ['Model', 'RunStage', 'Outcome', 'CandidateVersion', 'Trigger'] as const;

export interface ServedVersion {
  readonly version: string;
  readonly artifact: ModelArtifact;
}

export interface Champion extends ServedVersion {
  readonly dataset: DatasetRef;
  readonly baseModelSha256: string;
  readonly recipeDigest: string;
}

export interface RunRequest {
  readonly trigger: Trigger;
  readonly ignoreCooldown: boolean;
}

export interface RollbackRequest {
  /** Version to serve again; null: the champion while a candidate is in its canary, else the one before it. */
  readonly to: string | null;
  readonly reason: string;
  readonly identity: string;
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
  /** Digest of the evidence that the person saw; another one is refused. */
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
