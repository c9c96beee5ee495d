/** Everything that was decided or done in a run, by its time: what somebody reads to understand what happened and who did it. */

import type { AuditAction } from '../../registry/audit-actions.js';
import type { AuditEntry } from '../../registry/audit.js';
import { auditSentence } from '../../registry/audit-sentence.js';
import type { RunReportData } from '../report-data.js';
import { lookPoints, phaseText, type LookPoint } from './rollout-series.js';
import { cutText, millisecondsBetween, shortText, spanText } from './words.js';

export interface Decision {
  readonly at: string;
  readonly what: string;
  readonly who: string;
  readonly detail: string;
}

export function decisionsOf(data: RunReportData): Decision[] {
  const { run } = data;
  const all: Decision[] = [
    { at: run.trigger.at, what: `triggered: ${run.trigger.kind}`, who: run.trigger.source, detail: shortText(run.trigger.observed, 300) },
    // At one and the same moment a verdict comes before the stage that it lets begin.
    ...unlessAudited(data, 'gates-judged', verdictsOf(data)),
    ...decidingLooks(lookPoints(data)).map(lookDecision),
    ...run.stages.map(({ name, startedAt, endedAt }) => ({
      at: startedAt,
      what: `stage ${name}`,
      who: 'slipway',
      detail: `took ${spanText(millisecondsBetween(startedAt, endedAt))}`,
    })),
    ...rollbackOf(data),
    ...data.audit.map(auditDecision),
    ...unlessAudited(data, 'run-ended', [{ at: run.endedAt, what: `ended: ${run.outcome}`, who: 'slipway', detail: endOf(data) }]),
  ];
  // What has no readable time comes first, where it is seen.
  return all.toSorted((left, right) => (Date.parse(left.at) || 0) - (Date.parse(right.at) || 0));
}

/** Records of the first days tell by their fields what the audit has told since. */
function unlessAudited({ audit, run }: RunReportData, action: AuditAction, otherwise: Decision[]): Decision[] {
  return audit.some((entry) => entry.action === action && entry.subject === run.runId) ? [] : otherwise;
}

/** Whole where nothing else on the page tells it; a broken trainer's last words are among it. */
function endOf({ run }: RunReportData): string {
  return run.outcome === 'failed' || run.outcome === 'data-rejected' ? cutText(run.reason) : shortText(run.reason, 160);
}

function verdictsOf({ run }: RunReportData): Decision[] {
  const gate = run.stages.find(({ name }) => name === 'gate');
  if (gate === undefined || run.verdicts.length === 0) return [];
  const said = run.verdicts.map((verdict) => `${verdict.gate} ${verdict.verdict}${verdict.flagged === true ? ' (flagged)' : ''}`);
  return [{ at: gate.endedAt, what: 'gates judged', who: 'slipway', detail: said.join(', ') }];
}

/** The last look of each weight, because it let the rollout go on, and every one that failed. */
export function decidingLooks(points: readonly LookPoint[]): LookPoint[] {
  return points.filter((point, index) => {
    if (point.kind !== 'judged') return false;
    const next = points.slice(index + 1).find(({ kind }) => kind === 'judged');
    return point.outcome === 'fail' || next === undefined || next.phase !== point.phase || next.step !== point.step;
  });
}

function lookDecision(point: LookPoint): Decision {
  const said = point.look.record.verdicts.map(({ gate, verdict, reason }) =>
    verdict === 'pass' ? `${gate} pass` : `${gate} ${verdict}: ${reason}`,
  );
  return {
    at: point.at,
    what: `look ${point.number}, ${phaseText(point)}: ${point.outcome}`,
    who: 'slipway',
    detail: shortText(said.join('; '), 400),
  };
}

function rollbackOf({ run }: RunReportData): Decision[] {
  if (run.rollback === null) return [];
  const { decidedAt, flippedAt, verifiedAt, to, rollbackId, trigger } = run.rollback;
  return [
    { at: decidedAt, what: 'rollback decided', who: 'slipway', detail: `${rollbackId}, to ${to} (${trigger})` },
    { at: flippedAt, what: 'traffic moved', who: 'slipway', detail: `all users to ${to}` },
    { at: verifiedAt, what: 'rollback verified', who: 'slipway', detail: `${to} answers` },
  ];
}

function auditDecision(entry: AuditEntry): Decision {
  const { at, action, actor, subject, seq } = entry;
  const short = /^[0-9a-f]{64}$/.test(subject) ? subject.slice(0, 12) : subject;
  return { at, what: `${action}: ${short}`, who: actor, detail: `${shortText(auditSentence(entry), 240)} (audit entry ${seq})` };
}
