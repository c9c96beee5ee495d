/** Numbers that states give to a person: US social security and taxpayer numbers, UK national insurance numbers. */

import { beginsClean, endsClean, isAlphanumeric, isLetter, isUpper } from './characters.js';
import { wordsBefore } from './context.js';
import { digitsOf, gapUnit, runLength } from './digit-runs.js';
import { words, type Findings } from './findings.js';
import type { Survey } from './survey.js';

const namesSsn = /\b(?:ssn|itin|social security|soc sec|taxpayer)\b/;
const namesNino = /\b(?:nino|national insurance|ni number|ni no|insurance number)\b/;

/** Printed in advertisements and never given to anybody since. */
const neverGiven = new Set(['078051120', '219099999']);

export function findSsns(survey: Survey, findings: Findings): void {
  const { digitStarts, digitEnds, text } = survey;
  for (let run = 0; run < digitStarts.count; run += 1) {
    const start = digitStarts.at(run);
    const last = runLength(survey, run) === 9 ? run : lastOfGroups(survey, run);
    if (last === -1 || !beginsClean(text, start)) continue;
    const end = digitEnds.at(last);
    const digits = digitsOf(text, start, end);
    if (!endsClean(text, end) || !(isSsn(digits) || isItin(digits))) continue;
    // Without its hyphens or spaces it is any number of nine digits.
    const sure = last !== run && gapUnit(survey, run) !== 0x2e;
    if (sure || namesSsn.test(wordsBefore(survey, start))) findings.claim({ kind: 'ssn', word: words.ssn, start, end, value: digits });
  }
}

/** Three, two and four digits with the same space, hyphen or dot between them; -1 where they are not. */
function lastOfGroups(survey: Survey, run: number): number {
  if (runLength(survey, run) !== 3 || runLength(survey, run + 1) !== 2 || runLength(survey, run + 2) !== 4) return -1;
  const gap = gapUnit(survey, run);
  return (gap === 0x20 || gap === 0x2d || gap === 0x2e) && gapUnit(survey, run + 1) === gap ? run + 2 : -1;
}

/** Social Security Administration, "SSN randomization": no area 000, 666 or 9xx, no group 00, no serial 0000. */
function isSsn(digits: string): boolean {
  const area = digits.slice(0, 3);
  if (area === '000' || area === '666' || area >= '900') return false;
  return digits.slice(3, 5) !== '00' && digits.slice(5) !== '0000' && !neverGiven.has(digits);
}

/** IRS publication 4757: 9xx, then 50 to 65, 70 to 88, 90 to 92 or 94 to 99. */
function isItin(digits: string): boolean {
  const group = Number(digits.slice(3, 5));
  return digits.startsWith('9') && group >= 50 && group !== 93 && group !== 89 && !(group >= 66 && group <= 69);
}

export function findNinos(survey: Survey, findings: Findings): void {
  const { digitStarts, text } = survey;
  for (let run = 0; run < digitStarts.count; run += 1) {
    const length = runLength(survey, run);
    if (length !== 2 && length !== 6) continue;
    const last = length === 6 ? run : lastOfPairs(survey, run);
    if (last === -1) continue;
    const start = prefixStart(text, digitStarts.at(run));
    if (start === -1 || !beginsClean(text, start)) continue;
    const digitsEnd = survey.digitEnds.at(last);
    const end = suffixEnd(text, digitsEnd);
    if (!endsClean(text, end)) continue;
    const sure = end > digitsEnd && isUpper(text.charCodeAt(start)) && isUpper(text.charCodeAt(end - 1));
    if (!sure && !namesNino.test(wordsBefore(survey, start))) continue;
    const value = text.slice(start, end).replaceAll(/[ -]/g, '').toUpperCase();
    findings.claim({ kind: 'nino', word: words.nino, start, end, value });
  }
}

/** Three pairs with a single space or hyphen between them. */
function lastOfPairs(survey: Survey, run: number): number {
  const gap = gapUnit(survey, run);
  const pairs = runLength(survey, run + 1) === 2 && runLength(survey, run + 2) === 2;
  return pairs && (gap === 0x20 || gap === 0x2d) && gapUnit(survey, run + 1) === gap ? run + 2 : -1;
}

/** Of the two letters before the digits; -1 where they are none that is given. HMRC, National Insurance Manual NIM39110. */
function prefixStart(text: string, digits: number): number {
  const before = text.charCodeAt(digits - 1);
  const end = before === 0x20 || before === 0x2d ? digits - 1 : digits;
  const start = end - 2;
  if (start < 0 || !isLetter(text.charCodeAt(start)) || !isLetter(text.charCodeAt(start + 1))) return -1;
  const prefix = text.slice(start, end).toUpperCase();
  if (/^[DFIQUV]|^.[DFIOQUV]/.test(prefix) || /^(?:BG|GB|KN|NK|NT|TN|ZZ)$/.test(prefix)) return -1;
  return start;
}

/** Behind a letter A to D, if one follows. */
function suffixEnd(text: string, digitsEnd: number): number {
  const gap = text.charCodeAt(digitsEnd);
  const at = gap === 0x20 || gap === 0x2d ? digitsEnd + 1 : digitsEnd;
  const lower = text.charCodeAt(at) | 0x20;
  const isSuffix = isLetter(text.charCodeAt(at)) && lower <= 0x64 && !isAlphanumeric(text.charCodeAt(at + 1));
  return isSuffix ? at + 1 : digitsEnd;
}
