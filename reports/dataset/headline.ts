/** The outcome of a dataset build in words: one sentence, why, and what to do next. */

import type { Check } from '../../dataset/check.js';
import type { DatasetReport } from '../../dataset/stage/report.js';
import { countText } from '../../domain/figures.js';
import { needsDataReview } from '../../domain/run-state.js';
import type { Tone } from '../page/badge.js';
import { keepUnits, numberText, shortText } from '../page/words.js';

export interface DatasetHeadline {
  readonly word: string;
  readonly tone: Tone;
  readonly sentence: string;
  /** One entry a reason, cut to what is read in a minute. */
  readonly why: readonly string[];
}

const longest = 400;

export function datasetHeadline(report: DatasetReport): DatasetHeadline {
  const { outcome, training, checks } = report;
  switch (outcome) {
    case 'accepted': {
      const warned = checks.filter(({ verdict }) => verdict === 'fail').length;
      const warning = warned === 0 ? '' : ` ${countText(warned, 'check')} ${warned === 1 ? 'warns' : 'warn'}.`;
      const sentence = `${examples(training.new, 'new ')} can be trained on.${warning}`;
      return { word: 'Accepted', tone: warned === 0 ? 'good' : 'warn', sentence, why: whyOf(report) };
    }
    case 'needs-review':
      return {
        word: 'Needs a review',
        tone: 'warn',
        sentence: 'There is something in this data that was never seen before: a person decides whether it is trained on.',
        why: whyOf(report),
      };
    case 'skipped':
      return {
        word: 'Skipped',
        tone: 'plain',
        sentence: `There is too little that is new: ${examples(training.new)}${least(checks)}.`,
        why: whyOf(report),
      };
    case 'rejected':
      return { word: 'Rejected', tone: 'bad', sentence: 'This data must not be trained on as it is.', why: whyOf(report) };
    default:
      throw new Error(`unknown outcome ${String(outcome satisfies never)}`);
  }
}

/** Null where the data is none that may be trained on, whatever it would have been called. */
export function versionOf({ outcome, version }: DatasetReport): string | null {
  return outcome === 'accepted' || outcome === 'needs-review' ? version : null;
}

/** What stops the data; of data that nothing stops, what is warned of. */
export function decisiveChecks({ checks, outcome }: DatasetReport): Check[] {
  const severity = outcome === 'accepted' ? 'warn' : 'block';
  return checks.filter(
    (check) => check.severity === severity && (severity === 'warn' ? check.verdict === 'fail' : check.verdict !== 'pass'),
  );
}

function whyOf(report: DatasetReport): string[] {
  const decisive = decisiveChecks(report);
  if (decisive.length === 0) return [shortText(report.reason.replace(`${needsDataReview}: `, ''), longest)];
  return decisive.map(({ name, verdict, reason }) => keepUnits(shortText(`${name} ${said(verdict, report.outcome)}: ${reason}`, longest)));
}

function said(verdict: Check['verdict'], outcome: DatasetReport['outcome']): string {
  if (outcome === 'accepted') return 'warns';
  return verdict === 'fail' ? 'failed' : 'is inconclusive';
}

function least(checks: readonly Check[]): string {
  const limit = checks.find(({ name }) => name === 'volume')?.limit ?? null;
  return limit === null ? '' : `, at least ${numberText(limit)} are needed`;
}

function examples(count: number, kind = ''): string {
  return `${numberText(count)} ${kind}example${count === 1 ? '' : 's'}`;
}
