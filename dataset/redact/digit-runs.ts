/** Questions about the runs of digits that a survey noted. */

import { isDigit } from './characters.js';
import type { Survey } from './survey.js';

/** 0 where there is no such run. */
export function runLength(survey: Survey, run: number): number {
  return run < survey.digitStarts.count ? survey.digitEnds.at(run) - survey.digitStarts.at(run) : 0;
}

/** The one character between this run and the next; -1 where there are more, or none follows. */
export function gapUnit(survey: Survey, run: number): number {
  const end = survey.digitEnds.at(run);
  return survey.digitStarts.at(run + 1) === end + 1 ? survey.text.charCodeAt(end) : -1;
}

export function digitsOf(text: string, start: number, end: number): string {
  let digits = '';
  for (let at = start; at < end; at += 1) if (isDigit(text.charCodeAt(at))) digits += text.charAt(at);
  return digits;
}
