/** Looks of a rollout: the gateway's counters in, evidence written once, a verdict out. A retried look returns the stored verdict. */

import { judgeMonitor } from '../catalog/monitors/index.js';
import { continueWindow, openWindow, type PairedWindow, type Reading, type WindowLedger } from '../domain/look-windows.js';
import type { TrafficStats } from '../domain/route.js';
import { worstOutcome, worseOf, type Verdict, type VerdictOutcome } from '../domain/verdict.js';
import { readEvidence, writeEvidence, type EvidenceRecord } from '../registry/evidence.js';
import type { ActivityDependencies } from './dependencies.js';
import type { LookQuestion, TrafficActivities } from './interface.js';
import { parseLookRecord, type LookRecord } from '../registry/look-record.js';

export function createLookActivities(deps: ActivityDependencies): Pick<TrafficActivities, 'openWindow' | 'judgeLook'> {
  return {
    async openWindow(question) {
      await look(deps, question, (previous, stats) => ({
        kind: 'opened',
        routeRevision: stats.routeRevision,
        ledger: openWindow(previous, readingOf(question, stats)),
        outcome: 'inconclusive',
        verdicts: [],
      }));
    },
    async judgeLook(question) {
      const { outcome, verdicts } = await look(deps, question, (previous, stats) => {
        if (previous === null) throw new Error(`look ${question.look} of ${question.rolloutId} has no window to continue`);
        const ledger = continueWindow(previous, readingOf(question, stats));
        const verdicts = judge(question, ledger);
        return { kind: 'judged', routeRevision: stats.routeRevision, ledger, outcome: outcomeOf(question, ledger, verdicts), verdicts };
      });
      return { outcome, verdicts };
    },
  };
}

async function look(
  deps: ActivityDependencies,
  question: LookQuestion,
  decide: (previous: WindowLedger | null, stats: TrafficStats) => LookRecord,
): Promise<LookRecord> {
  const rollout = { model: question.model, rolloutId: question.rolloutId };
  const stored = await readEvidence(deps.store, rollout, question.look);
  if (stored !== undefined) return parseLookRecord(stored.record.evidence);
  const before = question.look === 1 ? undefined : await readEvidence(deps.store, rollout, question.look - 1);
  const previous = before === undefined ? null : parseLookRecord(before.record.evidence).ledger;
  const { weightPercent, candidate, control } = question;
  const record: LookRecord = { ...decide(previous, await deps.router.stats(question.model)), weightPercent, candidate, control };
  const written = await writeEvidence(deps.store, {
    ...rollout,
    look: question.look,
    at: deps.now().toISOString(),
    codeVersion: deps.settings.codeVersion,
    // A rollout that an earlier release began asks without a weight: then there is none.
    evidence: JSON.parse(JSON.stringify(record)) as EvidenceRecord['evidence'],
  });
  return parseLookRecord(written.record.evidence);
}

function readingOf({ phase, step, candidate, control }: LookQuestion, stats: TrafficStats): Reading {
  return { phase, step, candidate, control, stats };
}

/** Evidence adds up over the whole phase; a new phase begins with none. */
function judge(question: LookQuestion, ledger: WindowLedger): Verdict[] {
  const windows = ledger.windows.filter((window) => window.phase === question.phase);
  const { monitors, minimumSamples } = question;
  return monitors.map((config) =>
    judgeMonitor(config, {
      candidate: windows.map((window) => window.candidate),
      control: question.control === null ? [] : windows.map((window) => window.control),
      minimumSamples,
      plannedLooks: question.plannedLooks,
    }),
  );
}

/** A step must bring its own evidence: what 5 % of the users saw does not speak for 25 %. */
function outcomeOf(question: LookQuestion, ledger: WindowLedger, verdicts: readonly Verdict[]): VerdictOutcome {
  const outcome = worstOutcome(verdicts);
  const ofStep = ledger.windows.filter((window) => window.phase === question.phase && window.step === question.step);
  const enough = requestsIn(ofStep) >= question.minimumSamples;
  return enough ? outcome : worseOf(outcome, 'inconclusive');
}

function requestsIn(windows: readonly PairedWindow[]): number {
  return windows.reduce((sum, window) => sum + window.candidate.requests, 0);
}
