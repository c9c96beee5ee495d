/** Data for run reports, as the gatherer would hand it over: a released, a rolled-back and a data-rejected run, and what tests change of them. */

import type { PipelineSpec } from '../../configs/spec.js';
import type { StageTime, Stage } from '../../domain/run-state.js';
import type { AuditEntry } from '../../registry/audit.js';
import type { VersionManifest } from '../../registry/manifests.js';
import type { RunRecord } from '../../registry/runs.js';
import type { RunReportData } from '../../reports/report-data.js';
import { aDraft, aRef, aRun } from '../registry/harness.js';
import { aDatasetReport, aRejectedReport } from './dataset-reports.js';
import { anEvidence, times } from './evidence.js';
import { failingPlan, shortPlan, someLooks } from './report-looks.js';
import { aResolvedSpec, bothMonitors } from './specs.js';
import { aVerdict } from './verdicts.js';

export const model = 'support-triage';
export const runId = 'ft-2026-11-21-002';
const begin = Date.parse('2026-11-21T02:00:00Z');

/** Minutes after the run's begin. */
export function minute(minutes: number): string {
  return new Date(begin + minutes * 60_000).toISOString();
}

export function aSpec(changes: Readonly<Record<string, unknown>> = {}): PipelineSpec {
  return aResolvedSpec({ release: { monitors: bothMonitors }, ...changes }).spec;
}

/** v2 against v1, released after two canary steps and a watch. */
export function aReleasedReport(changes: Partial<RunReportData> = {}): RunReportData {
  const looks = someLooks(shortPlan, begin + 30 * 60_000);
  const run = aRunRecord({ outcome: 'released', reason: '13 looks, none failed', liveVerdicts: looks.at(-1)?.record.verdicts ?? [] });
  return {
    run,
    spec: aSpec(),
    dataset: aDatasetReport(),
    curves: someCurves(160),
    evaluation: anEvidence(
      {
        suites: { anchor: times('+', 93) + times('-', 7), regression: times('+', 40), safety: times('+', 20) },
        milliseconds: someCalls(9),
      },
      {
        suites: { anchor: times('-', 2) + times('+', 93) + times('-', 5), regression: times('+', 38) + '--', safety: times('+', 20) },
        milliseconds: someCalls(8),
      },
    ),
    looks,
    version: aVersion('v2', runId, { parentVersion: 'v1' }),
    champion: aVersion('v1', 'ft-2026-11-20-001', {}),
    audit: [
      anAuditEntry({
        seq: 7,
        at: minute(390),
        action: 'head-moved',
        subject: 'v2',
        details: { from: 'v1', reason: 'every canary step was passed' },
      }),
    ],
    cost: {
      currency: 'EUR',
      stages: run.stages.map(({ name }) => ({ name, hours: 0.5, amount: name === 'train' ? 1.25 : 0 })),
      total: 1.25,
    },
    problems: [],
    ...changes,
  };
}

/** The same candidate fails at 25 % and is rolled back. */
export function aRolledBackReport(changes: Partial<RunReportData> = {}): RunReportData {
  const looks = someLooks(failingPlan, begin + 30 * 60_000);
  const liveVerdicts = looks.at(-1)?.record.verdicts ?? [];
  const reason = `a look failed: ${liveVerdicts.map((verdict) => `${verdict.gate}: ${verdict.reason}`).join('; ')}`;
  const rollback = {
    rollbackId: runId,
    trigger: 'judged',
    reason,
    from: 'v2',
    to: 'v1',
    fromSha256: 'c'.repeat(64),
    toSha256: 'a'.repeat(64),
    decidedAt: minute(151),
    flippedAt: minute(151.002),
    verifiedAt: minute(151.004),
  } as const;
  return aReleasedReport({
    run: aRunRecord({ outcome: 'rolled-back', reason, liveVerdicts, rollback, stages: stagesUpTo('canary', 151), endedAt: minute(152) }),
    looks,
    audit: [
      anAuditEntry({ seq: 7, at: rollback.verifiedAt, action: 'rolled-back', actor: 'slipway', subject: 'v1', details: { ...rollback } }),
    ],
    ...changes,
  });
}

/** Half of the lines could not be read, and nothing else happened. */
export function aDataRejectedReport(changes: Partial<RunReportData> = {}): RunReportData {
  const { reason } = aRejectedReport();
  return {
    run: aRun(runId, {
      model,
      outcome: 'data-rejected',
      reason,
      stages: stagesUpTo('validate', 1),
      specDigest: 'c'.repeat(64),
      unprotected: ['no approval: an accepted candidate is released without a person'],
      endedAt: minute(1),
    }),
    spec: aSpec(),
    dataset: aRejectedReport(),
    curves: null,
    evaluation: null,
    looks: [],
    version: null,
    champion: null,
    audit: [],
    cost: null,
    problems: [],
    ...changes,
  };
}

export function aRunRecord(changes: Partial<RunRecord> = {}): RunRecord {
  return aRun(runId, {
    model,
    workflowId: `run/${model}/${runId}`,
    trigger: { kind: 'new-data', source: 'schedule:monthly', fingerprint: 'batch-2', observed: '900 new tickets', at: minute(-1) },
    specDigest: 'c'.repeat(64),
    stages: stagesUpTo('watch', 1_830),
    version: 'v2',
    datasetVersion: 'd'.repeat(64),
    adapterSha256: 'e'.repeat(64),
    ggufSha256: 'c'.repeat(64),
    verdicts: [
      aVerdict({ observed: 0.93, limit: 0.93, samples: 100, flagged: true, reason: 'Not less accurate than the champion beyond chance.' }),
      aVerdict({ gate: 'regression', observed: 0, limit: 1, samples: 40, reason: 'Breaks nothing.' }),
      aVerdict({ gate: 'latency', observed: 1.04, limit: 1.25, samples: 30, reason: 'Fast enough.' }),
      aVerdict({ gate: 'safety', observed: 0, limit: 0, samples: 20, reason: '0 violations in 20 items.' }),
      aVerdict({
        gate: 'model-size',
        observed: 1_990_048,
        limit: 2_089_550,
        samples: 1,
        severity: 'warn',
        reason: 'The file has 1990048 bytes.',
      }),
    ],
    evidence: aRef('models/support-triage/artifacts/evidence'),
    unprotected: ['no approval: an accepted candidate is released without a person'],
    endedAt: minute(1_831),
    ...changes,
  });
}

export function stagesUpTo(last: Stage, endsAtMinute: number): StageTime[] {
  const begins: readonly (readonly [Stage, number])[] = [
    ['validate', 0],
    ['train', 0.1],
    ['package', 25],
    ['evaluate', 26],
    ['gate', 28],
    ['register', 28.1],
    ['stage', 28.2],
    ['canary', 30],
    ['watch', 390],
  ];
  const until = begins.slice(0, begins.findIndex(([name]) => name === last) + 1);
  return until.map(([name, at], index) => ({ name, startedAt: minute(at), endedAt: minute(until[index + 1]?.[1] ?? endsAtMinute) }));
}

export function aVersion(version: string, ofRun: string, changes: Partial<VersionManifest>): VersionManifest {
  const recipe = { digest: 'f'.repeat(64), train: { kind: 'trl', loraRank: 16 }, package: { quantization: 'Q4_K_M' } };
  return { ...aDraft(ofRun, { model, recipe, training: { steps: 160, seconds: { train: 66.2 } } }), version, ...changes };
}

export function anAuditEntry(changes: Partial<AuditEntry>): AuditEntry {
  return {
    model,
    seq: 1,
    previousSha256: null,
    at: minute(0),
    actor: `run:${runId}`,
    action: 'head-moved',
    subject: 'v2',
    details: {},
    idempotencyKey: 'once',
    ...changes,
  };
}

export function someCurves(steps: number): NonNullable<RunReportData['curves']> {
  const at = (step: number): number => 6.8 * Math.exp(-step / 18) + 0.003 * (1 + Math.sin(step) ** 2);
  const train = Array.from({ length: steps }, (_, index) => ({ step: index + 1, loss: at(index + 1) }));
  return { model, runId, train, validation: [steps / 2, steps].map((step) => ({ step, loss: 0.02 + at(step) })) };
}

function someCalls(milliseconds: number): number[] {
  return Array.from({ length: 30 }, (_, index) => milliseconds + ((index * 7) % 11) / 3 + (index % 13 === 0 ? 6 : 0));
}
