/** What the demo leaves behind: the runs, the rollbacks with what users saw of them, the requests; and whether all of it happened as told. */

import type { StageTime } from '../../../domain/run-state.js';
import type { Verdict } from '../../../domain/verdict.js';
import type { RollbackReport, RunResult } from '../../../workflows/contract.js';
import type { BadAnswers, TrafficCounts } from '../traffic.js';

export interface RunSummary {
  readonly runId: string;
  readonly workflowId: string;
  readonly trigger: string;
  readonly outcome: string;
  readonly version: string | null;
  readonly stages: readonly StageTime[];
  readonly datasetVersion: string | null;
  readonly adapterSha256: string | null;
  readonly ggufSha256: string | null;
  readonly verdicts: readonly Omit<Verdict, 'severity' | 'flagged'>[];
}

export interface RollbackSummary {
  readonly trigger: string;
  readonly reason: string;
  readonly from: string | null;
  readonly to: string;
  readonly fromSha256: string | null;
  readonly toSha256: string;
  readonly firstBadAnswerAt: string | null;
  readonly decidedAt: string;
  readonly lastBadAnswerAt: string | null;
  readonly badAnswers: number;
}

export interface DemoSummary {
  readonly runs: readonly RunSummary[];
  readonly rollbacks: readonly RollbackSummary[];
  readonly requests: TrafficCounts;
  readonly temporal: { readonly address: string; readonly ui: string | null; readonly source: string };
}

/** Gates of the offline judgement first, then the monitors of the live one. */
export function runSummary(result: RunResult): RunSummary {
  const { runId, workflowId, trigger, outcome, version, stages, datasetVersion, adapterSha256, ggufSha256 } = result;
  const verdicts = [...result.verdicts, ...result.liveVerdicts].map(({ severity: _severity, flagged: _flagged, ...verdict }) => verdict);
  return { runId, workflowId, trigger: trigger.kind, outcome, version, stages, datasetVersion, adapterSha256, ggufSha256, verdicts };
}

export function rollbackSummary(report: RollbackReport, bad: BadAnswers): RollbackSummary {
  const { trigger, reason, from, to, fromSha256, toSha256, decidedAt } = report;
  const answers = { firstBadAnswerAt: bad.firstAt, decidedAt, lastBadAnswerAt: bad.lastAt, badAnswers: bad.count };
  return { trigger, reason, from, to, fromSha256, toSha256, ...answers };
}
