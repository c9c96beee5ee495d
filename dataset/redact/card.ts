/** Payment cards: digits in the groups that cards are written in, with the prefix and length of a scheme and a right Luhn digit. */

import { beginsClean, endsClean } from './characters.js';
import { digitsOf, gapUnit, runLength } from './digit-runs.js';
import { wordsBefore } from './context.js';
import { words, type Findings } from './findings.js';
import type { Survey } from './survey.js';

/** How many digits stand together; a single group is any length. */
const groupings: readonly (readonly number[])[] = [
  [4, 4, 4, 4, 3],
  [4, 4, 4, 4],
  [4, 6, 5],
  [4, 6, 4],
  [4, 4, 4, 1],
];

/** First digits, from and to inclusive, with the lengths: ISO/IEC 7812 ranges as the schemes publish them. */
const schemes: readonly { readonly from: number; readonly to: number; readonly lengths: readonly number[] }[] = [
  { from: 400000, to: 499999, lengths: [13, 16, 19] },
  { from: 510000, to: 559999, lengths: [16] },
  { from: 222100, to: 272099, lengths: [16] },
  { from: 340000, to: 349999, lengths: [15] },
  { from: 370000, to: 379999, lengths: [15] },
  { from: 601100, to: 601199, lengths: [16, 19] },
  { from: 644000, to: 659999, lengths: [16, 19] },
  { from: 620000, to: 629999, lengths: [16, 17, 18, 19] },
  { from: 300000, to: 305999, lengths: [14] },
  { from: 309500, to: 309599, lengths: [14] },
  { from: 360000, to: 369999, lengths: [14] },
  { from: 380000, to: 399999, lengths: [14] },
  { from: 352800, to: 358999, lengths: [16, 19] },
  { from: 220000, to: 220499, lengths: [16] },
  { from: 501800, to: 501899, lengths: [16, 18, 19] },
  { from: 502000, to: 502099, lengths: [16, 18, 19] },
  { from: 503800, to: 503899, lengths: [16, 18, 19] },
  { from: 589300, to: 589399, lengths: [16, 18, 19] },
  { from: 630400, to: 630499, lengths: [16, 18, 19] },
  { from: 675900, to: 676399, lengths: [16, 18, 19] },
  { from: 606900, to: 606999, lengths: [16] },
  { from: 508500, to: 508999, lengths: [16] },
];

/** Numbers on goods have 13 digits too, and one in ten passes the check. */
const onGoods = /\b(?:ean|gtin|upc|isbn|barcode|sku|product|article|item)\b/;

export function findCards(survey: Survey, findings: Findings): void {
  const { digitStarts, text } = survey;
  for (let run = 0; run < digitStarts.count; run += 1) {
    const start = digitStarts.at(run);
    const length = runLength(survey, run);
    if ((length !== 4 && length < 13) || length > 19 || !beginsClean(text, start)) continue;
    const last = length === 4 ? lastOfGroups(survey, run) : run;
    if (last === -1) continue;
    const end = survey.digitEnds.at(last);
    if (!endsClean(text, end)) continue;
    const digits = digitsOf(text, start, end);
    if (!isCardNumber(digits)) continue;
    if (digits.length === 13 && onGoods.test(wordsBefore(survey, start))) continue;
    findings.claim({ kind: 'card', word: words.card, start, end, value: digits });
  }
}

function lastOfGroups(survey: Survey, first: number): number {
  for (const grouping of groupings) if (fits(survey, first, grouping)) return first + grouping.length - 1;
  return -1;
}

/** All gaps are the same single space or hyphen. */
function fits(survey: Survey, first: number, grouping: readonly number[]): boolean {
  const gap = gapUnit(survey, first);
  if (gap !== 0x20 && gap !== 0x2d) return false;
  for (let index = 0; index < grouping.length; index += 1) {
    if (runLength(survey, first + index) !== grouping[index]) return false;
    if (index + 1 < grouping.length && gapUnit(survey, first + index) !== gap) return false;
  }
  return true;
}

function isCardNumber(digits: string): boolean {
  const prefix = Number(digits.slice(0, 6));
  for (const scheme of schemes) {
    if (prefix >= scheme.from && prefix <= scheme.to && scheme.lengths.includes(digits.length)) return hasLuhnDigit(digits);
  }
  return false;
}

/** ISO/IEC 7812-1, annex B. */
function hasLuhnDigit(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 0x30;
    const doubled = digit * 2;
    if (index % 2 === 0) sum += digit;
    else sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
