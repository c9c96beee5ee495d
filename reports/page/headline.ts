/** The outcome in words: one sentence, what serves, why, and what to do next. What somebody reads who was woken by it. */

import type { RunOutcome } from '../../domain/run-state.js';
import type { RunReportData } from '../report-data.js';
import type { Tone } from './badge.js';
import { nextSteps, type NextStep } from './next-steps.js';
import { candidateVersion, controlVersion } from './rollout-series.js';
import { notServing, servingAfter, type Serving } from './serving.js';
import { shortText } from './words.js';

export interface Headline {
  readonly word: string;
  readonly tone: Tone;
  readonly sentence: string;
  readonly serving: Serving;
  /** One entry a reason, cut to what is read in a minute; the blocking verdicts where they decided. */
  readonly why: readonly string[];
  readonly next: readonly NextStep[];
}

const words: { readonly [Outcome in RunOutcome]: readonly [string, Tone] } = {
  released: ['Released', 'good'],
  'released-unproven': ['Released, unproven', 'warn'],
  rejected: ['Rejected', 'warn'],
  'rolled-back': ['Rolled back', 'bad'],
  'data-rejected': ['Data rejected', 'warn'],
  skipped: ['Skipped', 'plain'],
  failed: ['Failed', 'bad'],
  cancelled: ['Cancelled', 'plain'],
  expired: ['Expired', 'plain'],
};

export function headlineOf(data: RunReportData): Headline {
  const [word, tone] = words[data.run.outcome];
  const serving = servingAfter(data);
  return {
    word,
    tone: serving === notServing ? 'bad' : tone,
    sentence: sentenceOf(data),
    serving,
    why: reasonsOf(data),
    next: nextSteps(data, serving),
  };
}

function sentenceOf(data: RunReportData): string {
  const { run } = data;
  const candidate = candidateVersion(data) ?? 'the candidate';
  const last = run.stages.at(-1)?.name ?? 'validate';
  switch (run.outcome) {
    case 'released':
      return `${candidate} was released: it passed its gates, and no look at live traffic failed.${firstRelease(data)}`;
    case 'released-unproven':
      return `${candidate} was released by time alone: there was too little evidence to judge it by.${firstRelease(data)}`;
    case 'rejected':
      return `${candidate} was not released. Production is untouched.`;
    case 'rolled-back':
      return `${candidate} was taken away from users again${run.rollback === null ? '' : `, and ${run.rollback.to} put back`}.`;
    case 'data-rejected':
      return 'The data could not be used, so nothing was trained. Production is untouched.';
    case 'skipped':
      return 'There was too little new data to train on. Production is untouched.';
    case 'failed':
      return `The run broke in stage ${last}: the machinery failed, not the candidate.`;
    case 'cancelled':
      return `The run was cancelled in stage ${last}.`;
    case 'expired':
      if (last === 'validate') return 'Nothing was trained: nobody approved the data in time. Production is untouched.';
      return `${candidate} was not released: nobody approved it in time. Production is untouched.`;
    default:
      throw new Error(`unknown outcome ${String(run.outcome satisfies never)}`);
  }
}

function firstRelease(data: RunReportData): string {
  return data.version !== null && controlVersion(data) === null ? ' It is the first release of this model.' : '';
}

const longest = 400;

function reasonsOf({ run }: RunReportData): string[] {
  const judging = run.outcome === 'rejected' ? run.verdicts : run.outcome === 'rolled-back' ? run.liveVerdicts : [];
  const against = judging.filter(({ verdict, severity }) => severity === 'block' && verdict !== 'pass');
  const requested = run.rollback !== null && run.rollback.trigger === 'requested';
  if (against.length === 0 || requested) return [shortText(run.reason, longest)];
  return against.map(({ gate, verdict, reason }) =>
    shortText(`${gate} ${verdict === 'fail' ? 'failed' : 'is inconclusive'}: ${withoutTest(reason)}`, longest),
  );
}

/** What was seen, without the test of its evidence, which the verdict's own table has. */
function withoutTest(reason: string): string {
  const [seen = reason] = reason.split(/; p (?=\d|below)/);
  return seen === reason ? reason : `${seen}.`;
}
