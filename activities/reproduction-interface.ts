/** The verbs of making a version again, as types. Apart from the others, because no run calls them. */

import type { DatasetRef, ModelArtifact } from '../domain/artifact.js';
import type { Difference, TrainingHost } from '../domain/reproduction.js';
import type { ResolvedSpec } from '../configs/spec.js';
import type { ReproductionRecord } from '../registry/reproductions.js';
import type { TrainedModel } from './interface.js';

export interface ReproductionQuestion {
  readonly model: string;
  readonly version: string;
  readonly reproductionId: string;
}

/** Everything that made the version, as it was recorded. */
export interface ReproductionPlan {
  readonly dataset: DatasetRef;
  /** Of the pipeline file that was kept; its base model may lie elsewhere today. */
  readonly resolved: ResolvedSpec;
  readonly host: TrainingHost;
}

export interface ReproductionActivities {
  /** Reads the version's records and checks the bytes of its dataset; or says why it cannot be made again. Changes nothing. */
  planReproduction(question: ReproductionQuestion): Promise<{ readonly plan: ReproductionPlan } | { readonly refused: string }>;
  /** On the queue that trains: what of this worker is not as it was recorded. Empty when it may be expected to make the same bytes. */
  compareTrainingHost(recorded: TrainingHost): Promise<readonly Difference[]>;
  /** Compares what was made with what is recorded, writes both down and answers with the record. Idempotent on the reproduction. */
  concludeReproduction(
    question: ReproductionQuestion & {
      readonly requestedBy: string;
      readonly anyway: boolean;
      readonly startedAt: string;
      readonly differences: readonly Difference[];
      readonly trained: TrainedModel;
      readonly artifact: ModelArtifact;
    },
  ): Promise<ReproductionRecord>;
}
