/** The live judge: is the candidate worse than its concurrent control, beyond noise and beyond the margin? */

import { binomialUpperTail, stratifiedWorse, type TwoArms } from './exact-tests.js';
import { percentText, pointsText, probabilityText } from './figures.js';
import { stratifiedDifference } from './statistics.js';
import type { Verdict } from './verdict.js';

/** Counts of one arm in one window: between two readings of the gateway's counters under one split. */
export interface ArmWindow {
  readonly requests: number;
  /** Of `requests`, those that failed for the model's reasons (client aborts and 4xx are not failures). */
  readonly errors: number;
  readonly checked: number;
  readonly invalid: number;
}

export interface RateQuestion {
  /** Windows of the candidate arm, oldest first. */
  readonly candidate: readonly ArmWindow[];
  /** The control arm over the same windows, in the same order; empty only where there is no control at all (a first release). */
  readonly control: readonly ArmWindow[];
  readonly count: 'errors' | 'invalid';
  readonly minimumSamples: number;
  /** Looks in this phase over which `alpha` is shared. */
  readonly plannedLooks: number;
  /** Largest probability, over all planned looks together, of failing a candidate that is no worse than its control. */
  readonly alpha: number;
  /** A candidate that is worse by no more than this never fails, however certain it is. */
  readonly marginPercentPoints: number;
  /** Absolute limit, used where there is no control to compare with. */
  readonly atMostPercent: number;
}

export type RateVerdict = Omit<Verdict, 'gate' | 'severity'>;

/** Below `minimumSamples` a fail needs this many samples of the candidate and evidence ten times as strong. */
const earlySamples = 20;
const earlyEvidence = 10;
/** With fewer control samples than this a test could not see a broken candidate, so its silence is no acquittal. */
const fewestControlSamples = 20;

/**
 * Judges one rate of the candidate at one look.
 *
 * `fail` needs both: an exact test, stratified by window, at `alpha / plannedLooks` (Bonferroni over looks: at most `alpha`
 * false fails per phase, whatever is looked at in between), and an estimated difference above the margin.
 * `inconclusive` below `minimumSamples`, or when the control has no samples in the candidate's windows although one is
 * expected. Otherwise `pass`, flagged when the margin is exceeded without evidence.
 *
 * A fail may come before `minimumSamples`: a catastrophe (half of the answers broken) is beyond doubt after 20 requests, and
 * waiting would only serve more of it. Ten times the evidence is asked for then, because a few sticky users weigh more there.
 *
 * `observed` and `limit` are percentage points above the control, or percent where there is no control. Windows in which
 * only one arm was served count for nothing. Throws RangeError for counts that cannot be: a bug in whoever counted.
 */
export function judgeRate(question: RateQuestion): RateVerdict {
  requireSound(question);
  return question.control.length === 0 ? judgeAlone(question) : judgeAgainstControl(question);
}

function judgeAgainstControl(question: RateQuestion): RateVerdict {
  const windows = pairedWindows(question);
  const candidate = totalsOf(windows.map((window) => ({ bad: window.candidateBad, total: window.candidateTotal })));
  const control = totalsOf(windows.map((window) => ({ bad: window.controlBad, total: window.controlTotal })));
  const difference = stratifiedDifference(windows);
  const samples = candidate.total;
  const limit = question.marginPercentPoints;
  if (difference === undefined) {
    const reason = `No window has ${question.count === 'errors' ? 'requests' : 'checked answers'} of both candidate and control: nothing to compare.`;
    return { verdict: 'inconclusive', observed: null, limit, samples, reason };
  }
  const observed = difference * 100;
  const probability = stratifiedWorse(windows);
  const seen =
    `${rateText(question, candidate)} of the candidate against ${rateText(question, control)} of the control, ` +
    `${pointsText(difference)} apart (margin ${limit}); ${evidenceText(question, probability)}`;
  const result = { observed, limit, samples };
  if (observed > limit && isEvidence(question, probability, samples))
    return { ...result, verdict: 'fail', reason: `Worse than its control: ${seen}.` };
  if (samples < question.minimumSamples) return { ...result, verdict: 'inconclusive', reason: `${tooFew(question, samples)}: ${seen}.` };
  if (control.total < fewestControlSamples && candidate.bad * 100 > question.atMostPercent * samples) {
    const reason = `The control has ${control.total} of the ${fewestControlSamples} samples needed to judge by, and the candidate is above ${question.atMostPercent} %: ${seen}.`;
    return { ...result, verdict: 'inconclusive', reason };
  }
  if (observed > limit) return { ...result, verdict: 'pass', flagged: true, reason: `Above the margin without evidence: ${seen}.` };
  return { ...result, verdict: 'pass', reason: `No worse than its control by more than the margin: ${seen}.` };
}

function judgeAlone(question: RateQuestion): RateVerdict {
  const candidate = totalsOf(question.candidate.map((window) => countsOf(window, question.count)));
  const samples = candidate.total;
  const limit = question.atMostPercent;
  if (samples === 0) return { verdict: 'inconclusive', observed: null, limit, samples, reason: `${tooFew(question, 0)}, and no control.` };
  const observed = (candidate.bad / samples) * 100;
  const probability = binomialUpperTail({ successes: candidate.bad, trials: samples, probability: limit / 100 });
  const seen = `${rateText(question, candidate)}, no control to compare with (limit ${limit} %); ${evidenceText(question, probability)}`;
  const result = { observed, limit, samples };
  if (observed > limit && isEvidence(question, probability, samples))
    return { ...result, verdict: 'fail', reason: `Above the absolute limit: ${seen}.` };
  if (samples < question.minimumSamples) return { ...result, verdict: 'inconclusive', reason: `${tooFew(question, samples)}: ${seen}.` };
  if (observed > limit) return { ...result, verdict: 'pass', flagged: true, reason: `Above the absolute limit without evidence: ${seen}.` };
  return { ...result, verdict: 'pass', reason: `Within the absolute limit: ${seen}.` };
}

function isEvidence(question: RateQuestion, probability: number, samples: number): boolean {
  const budget = question.alpha / question.plannedLooks;
  if (samples >= question.minimumSamples) return probability <= budget;
  return samples >= earlySamples && probability <= budget / earlyEvidence;
}

function pairedWindows({ candidate, control, count }: RateQuestion): TwoArms[] {
  return candidate
    .map((window, index): TwoArms => {
      const mine = countsOf(window, count);
      const other = countsOf(control[index], count);
      return { candidateBad: mine.bad, candidateTotal: mine.total, controlBad: other.bad, controlTotal: other.total };
    })
    .filter((window) => window.candidateTotal > 0 && window.controlTotal > 0);
}

interface Counts {
  readonly bad: number;
  readonly total: number;
}

function countsOf(window: ArmWindow | undefined, count: RateQuestion['count']): Counts {
  if (window === undefined) return { bad: 0, total: 0 };
  return count === 'errors' ? { bad: window.errors, total: window.requests } : { bad: window.invalid, total: window.checked };
}

function totalsOf(counts: readonly Counts[]): Counts {
  return counts.reduce((sum, { bad, total }) => ({ bad: sum.bad + bad, total: sum.total + total }), { bad: 0, total: 0 });
}

function requireSound(question: RateQuestion): void {
  const { candidate, control, count, plannedLooks, minimumSamples } = question;
  if (control.length !== 0 && control.length !== candidate.length) {
    throw new RangeError(`expected the control's windows to match the candidate's ${candidate.length}, got ${control.length}`);
  }
  if (!(plannedLooks >= 1)) throw new RangeError(`expected at least one planned look, got ${plannedLooks}`);
  if (!(minimumSamples >= 1)) throw new RangeError(`expected minimumSamples of at least 1, got ${minimumSamples}`);
  for (const window of [...candidate, ...control]) {
    const { bad, total } = countsOf(window, count);
    if (!Number.isInteger(bad) || !Number.isInteger(total) || bad < 0 || bad > total) {
      throw new RangeError(`expected 0 <= ${count} <= samples as whole numbers, got ${bad} of ${total}`);
    }
  }
}

function rateText({ count }: RateQuestion, { bad, total }: Counts): string {
  const share = total === 0 ? '' : ` (${percentText(bad / total)})`;
  return count === 'errors' ? `${bad} failed of ${total} requests${share}` : `${bad} invalid of ${total} checked answers${share}`;
}

function evidenceText({ alpha, plannedLooks }: RateQuestion, probability: number): string {
  return `p ${probabilityText(probability)}, evidence from ${probabilityText(alpha / plannedLooks)} (${plannedLooks} looks share ${alpha})`;
}

function tooFew({ minimumSamples }: RateQuestion, samples: number): string {
  return `${samples} of at least ${minimumSamples} samples of the candidate`;
}
