/** International bank account numbers: country, length of the country, and a right remainder of 97. */

import { beginsClean, endsClean, isAlphanumeric, isDigit, isLetter, isUpper } from './characters.js';
import { words, type Findings } from './findings.js';
import type { Survey } from './survey.js';

/** Length by country: SWIFT's IBAN registry. */
const lengths = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 ' +
    'GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 ' +
    'MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

export function findIbans(survey: Survey, findings: Findings): void {
  const { digitStarts, digitEnds, text } = survey;
  for (let run = 0; run < digitStarts.count; run += 1) {
    const start = digitStarts.at(run) - 2;
    if (start < 0 || digitEnds.at(run) - start < 4 || !isLetter(text.charCodeAt(start)) || !isLetter(text.charCodeAt(start + 1))) continue;
    if (!beginsClean(text, start)) continue;
    const length = lengths.get(text.slice(start, start + 2).toUpperCase());
    if (length === undefined) continue;
    const end = endOf(text, start, length);
    if (end === -1 || !endsClean(text, end)) continue;
    const value = text.slice(start, end).replaceAll(/[ -]/g, '').toUpperCase();
    if (remainder97(value) === 1) findings.claim({ kind: 'iban', word: words.iban, start, end, value });
  }
}

/** Place behind `length` letters and digits, single spaces and hyphens between them not counted; -1 where they end before. */
function endOf(text: string, start: number, length: number): number {
  const upper = isUpper(text.charCodeAt(start));
  let left = length;
  let at = start;
  while (left > 0) {
    const unit = text.charCodeAt(at);
    if (isAlphanumeric(unit)) {
      // Written in one case: a word of the sentence does not belong to it.
      if (!isDigit(unit) && isUpper(unit) !== upper) return -1;
      left -= 1;
    } else if ((unit !== 0x20 && unit !== 0x2d) || !isAlphanumeric(text.charCodeAt(at + 1))) return -1;
    at += 1;
  }
  return at;
}

/** ISO 7064, MOD 97-10: the first four characters moved to the end, letters as 10 to 35. */
function remainder97(iban: string): number {
  let remainder = 0;
  for (let index = 0; index < iban.length; index += 1) {
    const unit = iban.charCodeAt((index + 4) % iban.length);
    remainder = isDigit(unit) ? (remainder * 10 + unit - 0x30) % 97 : (remainder * 100 + unit - 0x37) % 97;
  }
  return remainder;
}
