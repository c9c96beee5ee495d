/** Whether a trigger starts a run now, waits, or is refused, and why. Pure; called from a local activity so that history keeps each decision. */

import { durationText } from './duration.js';
import type { RunOutcome, Trigger } from './run-state.js';

export interface AdmissionQuestion {
  readonly trigger: Trigger;
  readonly nowMilliseconds: number;
  /** A person may override the cooldown; nobody may override a pause or an active run. */
  readonly ignoreCooldown: boolean;
  readonly activeRunId: string | null;
  readonly paused: boolean;
  /** End of the last run that started a cooldown; null when there is none. */
  readonly lastEndedAtMilliseconds: number | null;
  readonly cooldownMilliseconds: number;
  readonly recentFingerprints: readonly string[];
  readonly queuedFingerprints: readonly string[];
}

export interface Admission {
  readonly decision: 'admit' | 'queue' | 'refuse';
  readonly reason: string;
}

export const queueLimit = 10;

export function decideAdmission(question: AdmissionQuestion): Admission {
  const { trigger, nowMilliseconds } = question;
  if (question.paused) return { decision: 'refuse', reason: 'releases of this model are paused; resume them first' };
  if (question.recentFingerprints.includes(trigger.fingerprint)) {
    return { decision: 'refuse', reason: `this event (${trigger.fingerprint}) was already decided` };
  }
  if (question.activeRunId !== null) return whileActive(question, question.activeRunId);
  const cooldownEnd = (question.lastEndedAtMilliseconds ?? Number.NEGATIVE_INFINITY) + question.cooldownMilliseconds;
  if (nowMilliseconds < cooldownEnd && !question.ignoreCooldown) {
    return { decision: 'refuse', reason: `in cooldown for another ${durationText(cooldownEnd - nowMilliseconds)}` };
  }
  return { decision: 'admit', reason: trigger.observed };
}

/** Runs that changed nothing do not start a cooldown: the next event may be the one that matters. */
export function startsCooldown(outcome: RunOutcome): boolean {
  switch (outcome) {
    case 'skipped':
    case 'data-rejected':
    case 'failed':
    case 'cancelled':
      return false;
    case 'released':
    case 'released-unproven':
    case 'rejected':
    case 'rolled-back':
    case 'expired':
      return true;
    default:
      throw new Error(`unknown outcome ${String(outcome satisfies never)}`);
  }
}

function whileActive(question: AdmissionQuestion, activeRunId: string): Admission {
  if (question.trigger.kind === 'manual') return { decision: 'refuse', reason: `run ${activeRunId} is in progress` };
  if (question.queuedFingerprints.includes(question.trigger.fingerprint)) {
    return { decision: 'refuse', reason: `this event (${question.trigger.fingerprint}) is already queued` };
  }
  if (question.queuedFingerprints.length >= queueLimit) {
    return { decision: 'refuse', reason: `run ${activeRunId} is in progress and ${queueLimit} triggers already wait` };
  }
  return { decision: 'queue', reason: `run ${activeRunId} is in progress` };
}
