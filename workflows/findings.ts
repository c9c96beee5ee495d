/** What the stages of a run have made so far, and how it ends: the run's record is written from it however it ends. */

import type { TrainedModel } from '../activities/interface.js';
import type { ArtifactRef, DatasetRef, ModelArtifact } from '../domain/artifact.js';
import type { RunOutcome } from '../domain/run-state.js';
import type { Verdict } from '../domain/verdict.js';
import type { RollbackReport, RunResult } from './contract.js';

export interface Findings {
  dataset: DatasetRef | null;
  datasetReport: ArtifactRef | null;
  trained: TrainedModel | null;
  artifact: ModelArtifact | null;
  evidence: ArtifactRef | null;
  verdicts: readonly Verdict[];
  liveVerdicts: readonly Verdict[];
  rollback: RollbackReport | null;
  promotion: RunResult['promotion'];
}

export interface Ending {
  readonly outcome: RunOutcome;
  readonly reason: string;
}

export function noFindings(): Findings {
  return {
    dataset: null,
    datasetReport: null,
    trained: null,
    artifact: null,
    evidence: null,
    verdicts: [],
    liveVerdicts: [],
    rollback: null,
    promotion: null,
  };
}
