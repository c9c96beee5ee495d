/** Looks of a rollout that nobody waited for: counters that grow by a script, counted into windows by the code that does it in earnest. */

import { createHash } from 'node:crypto';
import { continueWindow, openWindow, type Reading, type WindowLedger } from '../../domain/look-windows.js';
import type { ArmCounters, RequestOutcome } from '../../domain/route.js';
import { createRandom } from '../../domain/seeded-random.js';
import { worstOutcome, type Verdict } from '../../domain/verdict.js';
import type { LookRecord } from '../../registry/look-record.js';
import type { ReportLook } from '../../reports/report-data.js';
import { aVerdict } from './verdicts.js';

export interface PhaseScript {
  readonly phase: 'canary' | 'watch';
  readonly step: number;
  readonly weightPercent: number;
  /** Before each look, since the one before. */
  readonly minutes: readonly number[];
  /** Of the candidate's requests; the control has one in a hundred. From a fifth on, looks fail. */
  readonly candidateBadShare?: number;
}

/** 122 judged looks in 30 hours: the plan that every file has by default. */
export const fullPlan: readonly PhaseScript[] = [
  { phase: 'canary', step: 0, weightPercent: 5, minutes: fives(24) },
  { phase: 'canary', step: 1, weightPercent: 25, minutes: fives(48) },
  { phase: 'watch', step: 2, weightPercent: 98, minutes: [...fives(12), ...Array<number>(20).fill(15), ...Array<number>(18).fill(60)] },
];

export const shortPlan: readonly PhaseScript[] = [
  { phase: 'canary', step: 0, weightPercent: 5, minutes: [30, 30, 30, 30] },
  { phase: 'canary', step: 1, weightPercent: 25, minutes: [60, 60, 60, 60] },
  { phase: 'watch', step: 2, weightPercent: 98, minutes: [60, 120, 240, 480, 540] },
];

/** The candidate is fine at 5 % and breaks at 25 %. */
export const failingPlan: readonly PhaseScript[] = [
  { phase: 'canary', step: 0, weightPercent: 5, minutes: [30, 30, 30, 30] },
  { phase: 'canary', step: 1, weightPercent: 25, minutes: [1], candidateBadShare: 0.4 },
];

function fives(count: number): number[] {
  return Array<number>(count).fill(5);
}

const requestsAMinute = 60;
const failsFrom = 0.2;
const usualBadShare = 0.01;

type Counts = Record<'requests' | 'bad', number>;

export function someLooks(plan: readonly PhaseScript[], startMilliseconds: number): ReportLook[] {
  const random = createRandom(5);
  const total = { candidate: { requests: 0, bad: 0 }, control: { requests: 0, bad: 0 } };
  const looks: ReportLook[] = [];
  let at = startMilliseconds;
  let ledger: WindowLedger | null = null;
  for (const script of plan) {
    ledger = openWindow(ledger, readingOf(script, total, at));
    looks.push(lookOf(looks.length + 1, at, record(script, ledger, 'opened')));
    for (const minutes of script.minutes) {
      at += minutes * 60_000;
      const requests = Math.round(requestsAMinute * minutes);
      const own = Math.round((requests * script.weightPercent) / 100);
      grow(total.candidate, own, () => random() < (script.candidateBadShare ?? usualBadShare));
      grow(total.control, requests - own, () => random() < usualBadShare);
      ledger = continueWindow(ledger, readingOf(script, total, at));
      looks.push(lookOf(looks.length + 1, at, record(script, ledger, 'judged')));
    }
  }
  return looks;
}

function grow(counts: Counts, requests: number, isBad: () => boolean): void {
  counts.requests += requests;
  for (let request = 0; request < requests; request += 1) if (isBad()) counts.bad += 1;
}

function record(script: PhaseScript, ledger: WindowLedger, kind: LookRecord['kind']): LookRecord {
  const verdicts = kind === 'opened' ? [] : [verdictOf('error-rate', script), verdictOf('output-quality', script)];
  const { weightPercent } = script;
  const outcome = kind === 'opened' ? 'inconclusive' : worstOutcome(verdicts);
  return { kind, routeRevision: 2 + script.step, ledger, outcome, verdicts, weightPercent, candidate: 'v2', control: 'v1' };
}

function verdictOf(gate: string, { candidateBadShare = usualBadShare }: PhaseScript): Verdict {
  const fails = candidateBadShare >= failsFrom;
  const seen = `${(candidateBadShare * 100).toFixed(1)} % of the candidate against 1.0 % of the control; p 2.5e-4, evidence from 0.0125 (8 looks share 0.1).`;
  return aVerdict({
    gate,
    verdict: fails ? 'fail' : 'pass',
    observed: (candidateBadShare - usualBadShare) * 100,
    limit: 2,
    reason: `${fails ? 'Worse than its control' : 'No worse than its control'}: ${seen}`,
  });
}

function lookOf(number: number, at: number, lookRecord: LookRecord): ReportLook {
  const sha256 = createHash('sha256').update(`${number}`).digest('hex');
  return { number, at: new Date(at).toISOString(), sha256, record: lookRecord };
}

function readingOf(script: PhaseScript, total: Readonly<Record<'candidate' | 'control', Counts>>, at: number): Reading {
  const arms = [
    countersOf('candidate', 'v2', total.candidate),
    countersOf(script.phase === 'watch' ? 'holdback' : 'champion', 'v1', total.control),
  ];
  const stats = { model: 'support-triage', startId: 'gateway-1', routeRevision: 2, at: new Date(at).toISOString(), arms };
  return { phase: script.phase, step: script.step, candidate: 'v2', control: 'v1', stats };
}

const noOutcomes: Readonly<Record<RequestOutcome, number>> = {
  ok: 0,
  upstream_4xx: 0,
  upstream_5xx: 0,
  timeout: 0,
  connect_error: 0,
  truncated: 0,
  empty: 0,
  client_abort: 0,
};

function countersOf(arm: ArmCounters['arm'], version: string, { requests, bad }: Counts): ArmCounters {
  const outcomes = { ...noOutcomes, ok: requests - bad, upstream_5xx: bad };
  return { arm, version, outcomes, checked: requests - bad, invalid: Math.round(bad / 2), logDurationSum: 0, logDurationSquareSum: 0 };
}
