/** What a catalogue entry is made of. One file per entry; the lists beside derive union types and dispatch from these shapes. */

import type { z } from 'zod';
import type { ArmWindow } from '../domain/judge.js';
import type { Verdict } from '../domain/verdict.js';
import type { Evidence, LatencyResult, Suite, SuiteName, SuiteResult } from '../evaluation/results.js';
import type { Infer } from '../platform/ports.js';

/** Parts of the evidence; each is measured by the evaluator of that name. */
export type Need = 'heldOut' | 'regression' | 'safety' | 'latency';

/** A gate does no I/O: it judges what was measured. Empty evidence is never a pass. */
export interface Gate<Kind extends string, Config> {
  readonly kind: Kind;
  /** Strict object schema with `kind` as literal; no transforms, so that it exports as JSON Schema. */
  readonly config: z.ZodType<Config>;
  /** What a release is exposed to without this gate; shown by `slipway check` and in run reports. */
  readonly protects: string;
  readonly needs: readonly Need[];
  judge(evidence: Evidence, config: Config): Verdict;
}

export function defineGate<Kind extends string, Config extends { readonly kind: Kind }>(gate: Gate<Kind, Config>): Gate<Kind, Config> {
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
export interface Evaluator<Kind extends Need, Config> {
  readonly kind: Kind;
  readonly config: z.ZodType<Config>;
  measure(context: MeasureContext, config: Config): Promise<{ readonly candidate: Measured; readonly champion: Measured | null }>;
}

export function defineEvaluator<Kind extends Need, Config>(evaluator: Evaluator<Kind, Config>): Evaluator<Kind, Config> {
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
export interface Monitor<Kind extends string, Config> {
  readonly kind: Kind;
  readonly config: z.ZodType<Config>;
  readonly protects: string;
  judge(question: MonitorQuestion, config: Config): Verdict;
}

export function defineMonitor<Kind extends string, Config extends { readonly kind: Kind }>(
  monitor: Monitor<Kind, Config>,
): Monitor<Kind, Config> {
  return monitor;
}
