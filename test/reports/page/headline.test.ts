import { describe, expect, it } from 'vitest';
import { headlineOf } from '../../../reports/page/headline.js';
import type { RunReportData } from '../../../reports/report-data.js';
import {
  aDataRejectedReport,
  anAuditEntry,
  aReleasedReport,
  aRolledBackReport,
  aRunRecord,
  aSpec,
  minute,
  stagesUpTo,
} from '../../support/report-data.js';
import { aVerdict } from '../../support/verdicts.js';

type Outcome = RunReportData['run']['outcome'];

/** Ended in the gates: a candidate, and nothing of it in production. */
function endedAtGates(outcome: Outcome, changes: Partial<RunReportData['run']> = {}): RunReportData {
  return aReleasedReport({
    run: aRunRecord({ outcome, stages: stagesUpTo('register', 29), reason: 'because', endedAt: minute(29), ...changes }),
    looks: [],
    audit: [],
  });
}

const commandsOf = (data: RunReportData): string[] => headlineOf(data).next.flatMap(({ command }) => command ?? []);

describe('what serves after a run', () => {
  it.each([
    { how: 'released', data: aReleasedReport(), version: 'v2', tone: 'good' },
    { how: 'rolled back', data: aRolledBackReport(), version: 'v1', tone: 'bad' },
    { how: 'rejected by its gates', data: endedAtGates('rejected'), version: 'v1', tone: 'warn' },
    { how: 'expired', data: endedAtGates('expired'), version: 'v1', tone: 'plain' },
    { how: 'cancelled', data: endedAtGates('cancelled'), version: 'v1', tone: 'plain' },
    { how: 'without any version', data: aDataRejectedReport(), version: null, tone: 'warn' },
  ])('when it was $how is told', ({ data, version, tone }) => {
    expect(headlineOf(data)).toMatchObject({ serving: { version }, tone });
  });

  it('is not known when a rollout broke and no rollback was verified', () => {
    const { looks } = aReleasedReport();
    const broken = { ...endedAtGates('failed'), looks };
    expect(headlineOf(broken).serving.text).toMatch(/^Not certain/);
    expect(headlineOf(broken).next[0]).toEqual({ text: 'First see what users get:', command: 'slipway status support-triage' });
    expect(headlineOf({ ...endedAtGates('cancelled'), looks })).toMatchObject({ tone: 'bad', serving: { version: null } });
  });

  it('is the candidate when a first release was cancelled after it had taken over', () => {
    const { version, looks } = aReleasedReport();
    const first = version === null ? null : { ...version, parentVersion: null };
    const unpaired = looks.map((look) => ({ ...look, record: { ...look.record, control: null } }));
    const audit = [anAuditEntry({ at: minute(28), subject: 'v2' })];
    const data = { ...endedAtGates('cancelled'), version: first, champion: null, looks: unpaired, audit };
    expect(headlineOf(data).serving).toMatchObject({ version: 'v2', text: 'v2, for all users: nothing served before it.' });
  });

  it('is told with the time of the takeover, and with what was put in its place later', () => {
    const [moved] = aReleasedReport().audit;
    const later = [
      anAuditEntry({ at: minute(1_999), action: 'head-moved', subject: 'v3', actor: 'run:ft-3', details: { environment: 'staging' } }),
      anAuditEntry({ at: minute(2_000), action: 'head-moved', subject: 'v1', actor: 'run:rb-1' }),
      anAuditEntry({ at: minute(2_000.01), action: 'rolled-back', subject: 'v1', actor: 'cli:anna' }),
      anAuditEntry({ at: minute(2_001), action: 'approved', subject: 'v1', actor: 'cli:bob' }),
    ];
    const { serving } = headlineOf(aReleasedReport({ audit: [...(moved === undefined ? [] : [moved]), ...later] }));
    expect(serving.since).toEqual({ what: 'It took over', at: minute(390) });
    expect(serving.later).toEqual([{ at: minute(2_000.01), version: 'v1', actor: 'cli:anna' }]);
  });
});

describe('why', () => {
  it('names the blocking verdicts that decided, without the test of their evidence', () => {
    const verdicts = [
      aVerdict({ gate: 'accuracy', verdict: 'fail', reason: 'Less accurate: 50 % right; p 0.0001, so it is.' }),
      aVerdict({ gate: 'safety', verdict: 'inconclusive', reason: 'Nothing was measured.' }),
      aVerdict({ gate: 'latency', verdict: 'fail', severity: 'warn', reason: 'Slow.' }),
    ];
    const { why } = headlineOf(endedAtGates('rejected', { verdicts }));
    expect(why).toEqual(['accuracy failed: Less accurate: 50\u00a0% right.', 'safety is inconclusive: Nothing was measured.']);
  });

  it("is a person's reason where a person decided", () => {
    expect(headlineOf(endedAtGates('rejected', { reason: 'rejected by anna: not today' })).why).toEqual(['rejected by anna: not today']);
    const judged = aRolledBackReport();
    const rollback = judged.run.rollback === null ? null : { ...judged.run.rollback, trigger: 'requested' as const };
    expect(headlineOf({ ...judged, run: { ...judged.run, reason: 'wrong refunds', rollback } }).why).toEqual(['wrong refunds']);
  });

  it('is short enough to be read', () => {
    const [why = ''] = headlineOf(endedAtGates('failed', { reason: 'word '.repeat(500) })).why;
    expect(why.length).toBeLessThan(420);
  });
});

describe('what to do next', () => {
  it.each<[Outcome, string[]]>([
    ['released', ['slipway rollback support-triage --to v1 --reason "why"', 'slipway status support-triage']],
    ['released-unproven', ['slipway rollback support-triage --to v1 --reason "why"', 'slipway status support-triage']],
    ['rejected', ['slipway run support-triage', 'slipway status support-triage']],
    ['rolled-back', ['slipway run support-triage', 'slipway status support-triage']],
    [
      'data-rejected',
      ['slipway report support-triage/ft-2026-11-21-002 --data', 'slipway run support-triage', 'slipway status support-triage'],
    ],
    ['skipped', ['slipway status support-triage']],
    ['failed', ['slipway doctor', 'slipway run support-triage', 'slipway status support-triage']],
    ['cancelled', ['slipway run support-triage', 'slipway status support-triage']],
    ['expired', ['slipway run support-triage', 'slipway status support-triage']],
  ])('after %s are commands', (outcome, commands) => {
    const data = outcome === 'rolled-back' ? aRolledBackReport() : endedAtGates(outcome);
    expect(commandsOf({ ...data, spec: aSpec() })).toEqual(commands);
  });

  it('mentions flagged verdicts only where there are some', () => {
    expect(headlineOf(aReleasedReport()).next[0]?.text).toContain('flagged');
    const run = aRunRecord({ outcome: 'released', verdicts: [aVerdict()] });
    expect(headlineOf(aReleasedReport({ run })).next[0]?.text).toBe('Nothing has to be done.');
  });
});
