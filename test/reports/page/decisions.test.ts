import { describe, expect, it } from 'vitest';
import { decidingLooks, decisionsOf } from '../../../reports/page/decisions.js';
import { lookPoints } from '../../../reports/page/rollout-series.js';
import { anAuditEntry, aReleasedReport, aRolledBackReport, minute } from '../../support/report-data.js';

describe('the decisions of a run', () => {
  it('stand in order of time, from the trigger to the end', () => {
    const decisions = decisionsOf(aRolledBackReport());
    const times = decisions.map(({ at }) => Date.parse(at));
    expect(times).toEqual(times.toSorted((left, right) => left - right));
    expect(decisions.map(({ what }) => what.replace('\u00a0', ' '))).toEqual([
      'triggered: new-data',
      'stage validate',
      'stage train',
      'stage package',
      'stage evaluate',
      'stage gate',
      'gates judged',
      'stage register',
      'stage stage',
      'stage canary',
      'look 5, canary 5 %: pass',
      'look 7, canary 25 %: fail',
      'rollback decided',
      'traffic moved',
      'rollback verified',
      'rolled-back: v1',
      'ended: rolled-back',
    ]);
  });

  it('name who did what, with the reason and the entry of the audit', () => {
    const audit = [
      anAuditEntry({
        seq: 9,
        at: minute(29),
        action: 'approved',
        actor: 'cli:anna',
        subject: 'v2',
        details: { reason: 'looked at it' },
      }),
    ];
    expect(decisionsOf(aReleasedReport({ audit }))).toContainEqual({
      at: minute(29),
      what: 'approved: v2',
      who: 'cli:anna',
      detail: 'v2 was approved: looked at it. (audit entry 9)',
    });
  });

  it('are told once, by the audit where that tells them', () => {
    const { run } = aReleasedReport();
    const judged = anAuditEntry({ seq: 3, at: minute(20), action: 'gates-judged', subject: run.runId, details: { decision: 'promote' } });
    const ended = anAuditEntry({ seq: 9, at: run.endedAt, action: 'run-ended', subject: run.runId, details: { outcome: 'released' } });
    const dataset = anAuditEntry({ seq: 1, at: minute(1), action: 'dataset-accepted', subject: 'd'.repeat(64), details: {} });
    const whats = decisionsOf(aReleasedReport({ audit: [dataset, judged, ended] })).map(({ what }) => what);
    expect(whats.filter((what) => /^(gates|ended|run-|dataset)/.test(what))).toEqual([
      'dataset-accepted: dddddddddddd',
      `gates-judged: ${run.runId}`,
      `run-ended: ${run.runId}`,
    ]);
  });

  it('have of the looks those after which the weight changed, and every one that failed', () => {
    expect(decidingLooks(lookPoints(aReleasedReport())).map(({ number }) => number)).toEqual([5, 10, 16]);
    expect(decidingLooks(lookPoints(aRolledBackReport())).map(({ number, outcome }) => `${number} ${outcome}`)).toEqual([
      '5 pass',
      '7 fail',
    ]);
  });
});
