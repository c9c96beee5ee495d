import { describe, expect, it } from 'vitest';
import { brokenPromises, type Observed } from '../../../../apps/local/demo/expectations.js';
import { rollbackSummary, type DemoSummary } from '../../../../apps/local/demo/summary.js';
import type { RollbackReport, RunResult } from '../../../../workflows/contract.js';
import { aVerdict } from '../../../support/verdicts.js';

const at = '2026-11-21T00:00:00Z';

describe('what the demo promises', () => {
  it('is kept where the monitors fail v4, and where the gateway notices before there is evidence', () => {
    expect(brokenPromises(anObserved(), aSummary())).toEqual([]);
    const noticed = aResult('v4', 'rolled-back', { rollback: aRollback('guardrail', 'v4', 'v2') });
    expect(brokenPromises(anObserved({ faulty: noticed }), aSummary())).toEqual([]);
  });

  it('is broken, in a sentence with what came instead, where v4 went back for another reason', () => {
    const aborted = aResult('v4', 'rolled-back', { rollback: aRollback('aborted', 'v4', 'v2'), reason: 'too little evidence' });
    expect(brokenPromises(anObserved({ faulty: aborted }), aSummary())).toEqual([
      'v4: expected a monitor or the guardrail to see its answers fail, got v4 rolled-back: too little evidence',
    ]);
  });
});

function anObserved(overrides: Partial<Observed> = {}): Observed {
  const fails = (...gates: readonly string[]) => gates.map((gate) => aVerdict({ gate, verdict: 'fail' }));
  return {
    first: aResult('v1', 'released'),
    second: aResult('v2', 'released', { stages: [{ name: 'canary', startedAt: at, endedAt: at }] }),
    permuted: aResult('v3', 'rejected', { verdicts: fails('accuracy', 'regression') }),
    faulty: aResult('v4', 'rolled-back', { liveVerdicts: fails('output-quality'), rollback: aRollback('judged', 'v4', 'v2') }),
    production: { before: 'v2 100 %, revision 7', after: 'v2 100 %, revision 7' },
    servedAtEnd: 'v1',
    ...overrides,
  };
}

function aSummary(): DemoSummary {
  return {
    runs: [],
    rollbacks: [
      rollbackSummary(aRollback('judged', 'v4', 'v2'), { count: 9, firstAt: at, lastAt: at }),
      rollbackSummary(aRollback('requested', 'v2', 'v1'), { count: 0, firstAt: null, lastAt: null }),
    ],
    requests: { sent: 1, failed: 0, byVersion: {} },
    temporal: { address: '127.0.0.1:7233', ui: null, source: 'cache' },
  };
}

function aRollback(trigger: RollbackReport['trigger'], from: string, to: string): RollbackReport {
  const sha256 = 'a'.repeat(64);
  return {
    rollbackId: 'rb-1',
    trigger,
    reason: '',
    from,
    to,
    fromSha256: sha256,
    toSha256: sha256,
    decidedAt: at,
    flippedAt: at,
    verifiedAt: at,
  };
}

function aResult(version: string, outcome: RunResult['outcome'], overrides: Partial<RunResult> = {}): RunResult {
  return {
    runId: `ft-2026-11-21-00${version.slice(1)}`,
    workflowId: 'run',
    model: 'support-triage',
    specDigest: 'b'.repeat(64),
    trigger: { kind: 'new-data', source: 'demo', fingerprint: version, observed: '', at },
    outcome,
    reason: 'told',
    version,
    stages: [],
    datasetVersion: null,
    datasetReport: null,
    adapterSha256: null,
    ggufSha256: null,
    verdicts: [],
    liveVerdicts: [],
    evidence: null,
    unprotected: [],
    rollback: null,
    promotion: null,
    ...overrides,
  };
}
