/** What a catalogue entry is made of. One file per entry; the lists beside derive union types and dispatch from these shapes. */

import type { z } from 'zod';
import type { ModelArtifact } from '../domain/artifact.js';
import type { ArmWindow } from '../domain/judge.js';
import type { LossCurves } from '../domain/loss-curves.js';
import type { Verdict } from '../domain/verdict.js';
import type { Evidence, LatencyResult, Suite, SuiteName, SuiteResult } from '../evaluation/results.js';
import type { Task } from '../evaluation/task.js';
import type { ChildProcess, Infer, ProcessRunner, RuntimeControl } from '../platform/ports.js';
import type { ReadyModel } from './runtimes/wait-ready.js';

/** Parts of the evidence; each is measured by the evaluator of that name. */
export type Need = 'heldOut' | 'regression' | 'safety' | 'latency';

/** A gate does no I/O: it judges what was measured. Empty evidence is never a pass. */
export interface Gate<Kind extends string, Schema extends z.ZodType> {
  readonly kind: Kind;
  /** Strict object schema with `kind` as literal; no transforms, so that it exports as JSON Schema. */
  readonly config: Schema;
  /** What a release is exposed to without this gate; shown by `slipway check` and in run reports. */
  readonly protects: string;
  readonly needs: readonly Need[];
  judge(evidence: Evidence, config: z.output<Schema>): Verdict;
}

export function defineGate<Kind extends string, Schema extends z.ZodType<{ readonly kind: Kind }>>(
  gate: Gate<Kind, Schema>,
): Gate<Kind, Schema> {
  return gate;
}

/** An artifact under evaluation, reachable through the runtime that will serve it. */
export interface Subject {
  readonly ggufSha256: string;
  readonly infer: Infer;
}

export interface MeasureContext {
  readonly candidate: Subject;
  readonly champion: Subject | null;
  readonly task: Task;
  readonly maxTokens: number;
  /** Undefined when the model has no such suite (an `anchor` in a first release). */
  suite(name: SuiteName): Promise<Suite | undefined>;
  /** Scores of (artifact, suite) once measured are never measured again. */
  remembered(subject: Subject, suite: Suite, measure: () => Promise<SuiteResult>): Promise<SuiteResult>;
  /** Called after each item; lets the activity heartbeat and notice cancellation. */
  progress(done: number, total: number): void;
}

export interface Measured {
  readonly suites: Readonly<Partial<Record<SuiteName, SuiteResult>>>;
  readonly latency?: LatencyResult;
}

/** Measures through the runtime. Throws when it could not measure; an error is never a score. */
export interface Evaluator<Kind extends Need, Schema extends z.ZodType> {
  readonly kind: Kind;
  readonly config: Schema;
  measure(context: MeasureContext, config: z.output<Schema>): Promise<{ readonly candidate: Measured; readonly champion: Measured | null }>;
}

export function defineEvaluator<Kind extends Need, Schema extends z.ZodType>(evaluator: Evaluator<Kind, Schema>): Evaluator<Kind, Schema> {
  return evaluator;
}

export interface MonitorQuestion {
  /** Windows of the candidate arm so far, oldest first, one per step and gateway start. */
  readonly candidate: readonly ArmWindow[];
  /** Of the control arm (champion or holdback) over the same windows; empty in a first release. */
  readonly control: readonly ArmWindow[];
  readonly minimumSamples: number;
  /** Looks planned in this phase; an exact test divides its error budget by it. */
  readonly plannedLooks: number;
}

/** Judges live counters at a look. Too few samples are `inconclusive`. */
export interface Monitor<Kind extends string, Schema extends z.ZodType> {
  readonly kind: Kind;
  readonly config: Schema;
  readonly protects: string;
  judge(question: MonitorQuestion, config: z.output<Schema>): Verdict;
}

export function defineMonitor<Kind extends string, Schema extends z.ZodType<{ readonly kind: Kind }>>(
  monitor: Monitor<Kind, Schema>,
): Monitor<Kind, Schema> {
  return monitor;
}

/** What a trainer is given besides its config. Folders are this attempt's own. */
export interface TrainingJob {
  readonly workDir: string;
  readonly baseModelDir: string;
  readonly trainFile: string;
  readonly validationFile: string;
  /** Folder of a complete checkpoint of an earlier attempt. */
  readonly resumeFrom: string | null;
}

/** What trainers run with on this machine. */
export interface TrainerHost {
  readonly processes: ProcessRunner;
  readonly python: string;
  readonly programsDir: string;
  readonly threads: number;
}

/** Names one training wherever it is read again: it travels with heartbeats, so that a later attempt can ask for it and stop it. */
export interface TrainingHandle extends ChildProcess {
  readonly workDir: string;
}

export interface TrainingProgress {
  /** Rises with everything that the trainer reports. One that stays the same is a trainer that hangs. */
  readonly revision: number;
  readonly state: 'running' | 'done' | 'failed';
  readonly step: number;
  readonly maxSteps: number | null;
  readonly loss: number | null;
  readonly validationLoss: number | null;
  /** Latest checkpoint that is complete on disk. */
  readonly checkpoint: { readonly step: number; readonly path: string } | null;
  readonly failure: { readonly type: string; readonly message: string } | null;
}

export interface TrainingResult {
  readonly adapterDir: string;
  readonly adapterSha256: string;
  readonly mergedDir: string;
  /** Steps, losses, timings, device, package versions: as the trainer reported them. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Of the whole training, also of the parts before it was resumed. As many points as the trainer logged: not in `metadata`, which travels through history. */
  readonly curves: LossCurves;
}

/** What the activity itself reads of every trainer's config. */
export interface TrainerSettings<Kind extends string> {
  readonly kind: Kind;
  /** A trainer that reports nothing for so long is stopped. */
  readonly stallTimeout: string;
}

/** Trains elsewhere than in the worker's process. Every verb but `submit` is idempotent; "already so" is success. */
export interface Trainer<Kind extends string, Schema extends z.ZodType> {
  readonly kind: Kind;
  readonly config: Schema;
  /** Once a work folder: throws at the second call, because two trainers would write one checkpoint. */
  submit(host: TrainerHost, job: TrainingJob, config: z.output<Schema>): Promise<TrainingHandle>;
  poll(host: TrainerHost, handle: TrainingHandle): Promise<TrainingProgress>;
  cancel(host: TrainerHost, handle: TrainingHandle): Promise<void>;
  /** Throws when the result is incomplete, whatever the trainer said. */
  collect(handle: TrainingHandle): Promise<TrainingResult>;
}

export function defineTrainer<Kind extends string, Schema extends z.ZodType<TrainerSettings<Kind>>>(
  trainer: Trainer<Kind, Schema>,
): Trainer<Kind, Schema> {
  return trainer;
}

export interface StageRequest {
  readonly modelRef: string;
  readonly artifact: ModelArtifact;
  /** Requests decoded at once; 1 where answers must repeat. */
  readonly parallel: number;
  readonly signal?: AbortSignal;
}

/** Makes versions resident on a host. "Already so" is success. What runs and what is removed is asked of the supervisor itself. */
export interface Runtime<Kind extends string, Schema extends z.ZodType> {
  readonly kind: Kind;
  readonly config: Schema;
  /** How many requests a process that serves users decodes at once. */
  parallelOf(config: z.output<Schema>): number;
  /** Resident and of the expected digest when it returns. Throws when it does not become so. */
  stage(control: RuntimeControl, request: StageRequest): Promise<ReadyModel>;
  /** A first answer, so that no user waits for one. */
  warm(model: ReadyModel, signal?: AbortSignal): Promise<void>;
}

export function defineRuntime<Kind extends string, Schema extends z.ZodType<{ readonly kind: Kind }>>(
  runtime: Runtime<Kind, Schema>,
): Runtime<Kind, Schema> {
  return runtime;
}

/** The config schemas of a list's entries, as the tuple that a discriminated union is made of. */
export function schemasOf<const List extends readonly { readonly config: z.ZodType }[]>(
  list: List,
): { readonly [Index in keyof List]: List[Index]['config'] } {
  return list.map((entry) => entry.config) as { readonly [Index in keyof List]: List[Index]['config'] };
}
