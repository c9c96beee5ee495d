/** What a run report is drawn from, gathered out of the store. Apart from gathering and drawing, so that each can change alone. */

import type { PipelineSpec } from '../configs/spec.js';
import type { DatasetReport } from '../dataset/stage/report.js';
import type { RunCost } from '../domain/cost.js';
import type { Evidence } from '../evaluation/results.js';
import type { AuditEntry } from '../registry/audit.js';
import type { LookRecord } from '../registry/look-record.js';
import type { VersionManifest } from '../registry/manifests.js';
import type { RunRecord } from '../registry/runs.js';
import type { TrainingCurves } from '../registry/training-curves.js';
import type { EarlierDatasetReport } from './earlier-dataset.js';

/** Null: the run ended before there was any, or an earlier release of Slipway recorded it and kept none. */
export interface RunReportData {
  readonly run: RunRecord;
  /** The pipeline file as the run was started with it. */
  readonly spec: PipelineSpec | null;
  readonly dataset: DatasetReport | EarlierDatasetReport | null;
  readonly curves: TrainingCurves | null;
  /** What the gates judged: item by item, candidate and champion. */
  readonly evaluation: Evidence | null;
  /** In order, from look 1; empty without a rollout. */
  readonly looks: readonly ReportLook[];
  /** The registered candidate. */
  readonly version: VersionManifest | null;
  /** The champion that it was compared with; null also in a first release. */
  readonly champion: VersionManifest | null;
  /** Of this run and its version, in order. */
  readonly audit: readonly AuditEntry[];
  /** Null without `cost` in the pipeline file. */
  readonly cost: RunCost | null;
  /** What of the kept records is missing, was changed or cannot be read, in sentences; what depends on it is left out above. */
  readonly problems: readonly string[];
}

export interface ReportLook {
  /** From 1. */
  readonly number: number;
  /** ISO 8601. */
  readonly at: string;
  /** Of the stored evidence. */
  readonly sha256: string;
  readonly record: LookRecord;
}
