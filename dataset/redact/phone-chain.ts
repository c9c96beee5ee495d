/** Runs of digits that may be one telephone number: what holds them together, and what their groups look like. */

import { runLength } from './digit-runs.js';
import type { Findings } from './findings.js';
import type { Survey } from './survey.js';

/** A number has 15 at most (ITU-T E.164); two more for a `00` before it. */
const mostDigits = 17;

export interface Chain {
  readonly survey: Survey;
  readonly findings: Findings;
  /** First and last run of digits that spaces, hyphens, dots, slashes and brackets hold together. */
  readonly run: number;
  readonly last: number;
}

/** Index of the last run that is held together with `run`. */
export function lastOfChain(survey: Survey, findings: Findings, run: number): number {
  let last = run;
  let digits = runLength(survey, run);
  while (isGlue(survey, last) && !findings.touches(survey.digitStarts.at(last + 1), survey.digitEnds.at(last + 1))) {
    digits += runLength(survey, last + 1);
    if (digits > mostDigits) break;
    last += 1;
  }
  return last;
}

/** What stands between this run and the next is what people put into a telephone number. */
export function isGlue(survey: Survey, run: number): boolean {
  const from = survey.digitEnds.at(run);
  const to = survey.digitStarts.at(run + 1);
  if (to === -1 || to - from > 3) return false;
  const { text } = survey;
  if (to - from === 1) return ' -./)('.includes(text.charAt(from));
  const gap = text.slice(from, to);
  return gap === ') ' || gap === ' (' || gap === ')-' || gap === ' - ' || gap === ' / ' || gap === ')/' || gap === ') (';
}

export function digitsIn(survey: Survey, run: number, last: number): number {
  let digits = 0;
  for (let index = run; index <= last; index += 1) digits += runLength(survey, index);
  return digits;
}

/** Lengths of the runs, such as `3-4-4`. */
export function grouping(survey: Survey, run: number, last: number): string {
  let groups = '';
  for (let index = run; index <= last; index += 1) groups += index === run ? runLength(survey, index) : `-${runLength(survey, index)}`;
  return groups;
}

/** 2024-01-31, 31.01.2024, 20240131, 2023-2024. */
export function isDate(groups: string, digits: string): boolean {
  if (/^(?:4-[12]-[12]|[12]-[12]-4)(?:-|$)/.test(groups)) return true;
  return (groups === '8' || groups === '4-4') && /^(?:19|20)\d\d(?:0[1-9]|1[0-2]|19|20)/.test(digits);
}

/** One of a list of numbers: the word for them stands before the first. */
export function followsAnother(chain: Chain, start: number): boolean {
  const between = /^[\s,;/&|]*(?:and|or|und|oder|et|ou)?\s*$/;
  const { text } = chain.survey;
  const before = chain.findings.before(start);
  if (before?.kind === 'phone' && start - before.end <= 8 && between.test(text.slice(before.end, start))) return true;
  const placeholder = /<PHONE_\d+>([^<>]{0,8})$/.exec(text.slice(Math.max(0, start - 24), start));
  return placeholder !== null && between.test(placeholder[1] ?? '');
}
