/** What activities are given by the worker's composition; nothing here is constructed by them. */

import type { ResolvedSpec } from '../configs/spec.js';
import type { Progress } from '../dataset/stage/progress.js';
import type { BuildRequest, BuiltDataset } from '../dataset/stage/request.js';
import type { RunOutcome } from '../domain/run-state.js';
import type { Notifier, ObjectStore, ProcessRunner, RuntimeControl, TrafficRouter } from '../platform/ports.js';
import type { Signer, Verifier } from '../registry/signing.js';

export interface ActivityDependencies {
  readonly store: ObjectStore;
  readonly router: TrafficRouter;
  /** Where users are served. */
  readonly production: RuntimeControl;
  /** Where candidates are evaluated, so that evaluation never disturbs production. */
  readonly staging: RuntimeControl;
  readonly processes: ProcessRunner;
  readonly notifier: Notifier;
  readonly metrics: RunMetrics;
  /** Signs the versions that are registered here; null where nobody asked for it. */
  readonly signer: Signer | null;
  /** With it, only versions signed by a trusted key are put onto the production runtime. */
  readonly verifier: Verifier | null;
  readonly settings: ActivitySettings;
  /**
   * Elsewhere than in this thread, which would be too busy for heartbeats. Knows itself how to read sources that are not on this machine.
   * Rejects with the build's errors, known by name, or with the signal's reason once its work has ended.
   */
  buildDataset(
    request: Omit<BuildRequest, 'remote' | 'onProgress'>,
    watch: { readonly signal: AbortSignal; onProgress(progress: Progress): void },
  ): Promise<BuiltDataset>;
  loadSpec(model: string): Promise<ResolvedSpec>;
  /** A pipeline file as it was kept, by today's schema. Throws when it is none. */
  parseSpec(kept: unknown): ResolvedSpec['spec'];
  describeWorkflow(workflowId: string): Promise<RunOutcome | 'running' | 'unknown'>;
  now(): Date;
}

export interface ActivitySettings {
  /** Folder for this worker's temporary files; anything in it may be deleted between runs. */
  readonly scratchDir: string;
  readonly python: string;
  /** Folder of the Python programs: `train`, `serve`, `convert`. */
  readonly programsDir: string;
  readonly converterDir: string;
  readonly threads: number;
  readonly codeVersion: string;
}

export interface RunMetrics {
  runEnded(model: string, outcome: RunOutcome): void;
  stageEnded(model: string, stage: string, seconds: number): void;
  rolledBack(model: string, trigger: string): void;
  trainingStep(model: string, step: number, loss: number | null): void;
}
