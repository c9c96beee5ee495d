/**
 * Telephone numbers. Order numbers, dates and identifiers look like them, so a number without `+` needs the grouping of a country
 * or a word such as "call" before it, and every one must fit a numbering plan.
 */

import { beginsClean, endsClean, isAlphanumeric } from './characters.js';
import { leaning, tellingWords, wordsBefore } from './context.js';
import { digitsOf, runLength } from './digit-runs.js';
import { words, type Findings } from './findings.js';
import { digitsIn, followsAnother, grouping, isDate, isGlue, lastOfChain, type Chain } from './phone-chain.js';
import { isInternationalNumber, isNationalNumber, isNorthAmerican } from './phone-plans.js';
import type { Survey } from './survey.js';

/** Without a country code. */
const fewestDigits = 8;

/** Words for a telephone number, words for another kind of number. */
const telling = tellingWords(
  'phone phones tel telephone telefon telefono teléfono téléphone mobile mobil móvil handy rufnummer portable cell cellphone landline call calls called calling dial dialed fax whatsapp sms texted hotline reach contact',
  'order orders invoice ref reference ticket case account acct serial part sku isbn issn ean upc gtin tracking transaction txn id ids uuid guid version build model item product policy claim booking reservation confirmation batch lot code pin otp iban card total price cost amount usd eur gbp timestamp epoch date latitude longitude lat lon lng coordinates hash commit vat tax zip port row line page population bytes between',
);

/** Said of the number itself, it outweighs even the form of one. */
const other =
  /\b(?:order|invoice|ref|reference|ticket|case|serial|part|sku|isbn|tracking|transaction|id|batch|lot)(?: (?:number|no|nr|num|id|code))?[ .:#=]*(?:is |was )?$/;

/** Groups of digits that countries write behind a leading 0. */
const trunkGroupings = new Set(
  '2-2-2-2-2 3-4-4 4-3-4 5-6 5-3-3 5-5 4-3-3 2-4-4 3-3-2-2 4-7 4-8 3-8 3-7 2-8 4-6 3-3-4 4-2-2-2 5-3-2'.split(' '),
);

export function findPhones(survey: Survey, findings: Findings): void {
  const { digitStarts, digitEnds } = survey;
  for (let run = 0; run < digitStarts.count; run += 1) {
    const start = digitStarts.at(run);
    if (findings.touches(start, digitEnds.at(run))) continue;
    const last = lastOfChain(survey, findings, run);
    const found = isPlus(survey.text, start) ? international(survey, run, last) : national({ survey, findings, run, last });
    if (found === undefined) continue;
    findings.claim({ kind: 'phone', word: words.phone, ...found, start: behindOpening(survey.text, found) });
    while (digitStarts.at(run + 1) !== -1 && digitStarts.at(run + 1) < found.end) run += 1;
  }
}

/** A bracket that closes behind the number is none of its own. */
function behindOpening(text: string, { start, end }: Range): number {
  const opens = text.charCodeAt(start) === 0x28 && !text.slice(start, end).includes(')');
  return opens ? start + 1 : start;
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

function isPlus(text: string, start: number): boolean {
  const at = text.charCodeAt(start - 1) === 0x28 ? start - 2 : start - 1;
  return text.charCodeAt(at) === 0x2b && !isAlphanumeric(text.charCodeAt(at - 1));
}

/** The longest that is one: what follows may be another number. */
function international(survey: Survey, run: number, last: number): Range | undefined {
  const { text, digitStarts, digitEnds } = survey;
  const first = digitStarts.at(run);
  const start = text.charCodeAt(first - 1) === 0x28 ? first - 2 : first - 1;
  for (let until = last; until >= run; until -= 1) {
    const end = digitEnds.at(until);
    // "+44 (0)20": the 0 is for callers at home.
    const digits = digitsOf(text.slice(first, end).replace('(0)', ''), 0, end - first);
    if (isInternationalNumber(digits) && endsClean(text, end)) return { start, end, value: `+${digits}` };
  }
  return undefined;
}

function national(chain: Chain): Range | undefined {
  const { survey, run, last } = chain;
  const { text, digitStarts, digitEnds } = survey;
  const first = digitStarts.at(run);
  const start = text.charCodeAt(first - 1) === 0x28 ? first - 1 : first;
  const total = digitsIn(survey, run, last);
  if (total < fewestDigits || !beginsClean(text, start) || isMoneyOrMark(text.charCodeAt(start - 1))) return undefined;
  // Behind other digits it is a part of a list, a date or a longer number.
  if (run > 0 && isGlue(survey, run - 1) && !chain.findings.touches(digitStarts.at(run - 1), digitEnds.at(run - 1))) return undefined;
  const candidate = { chain, start };
  return northAmerican(candidate) ?? fromAbroad(candidate) ?? atHome(candidate);
}

interface Candidate {
  readonly chain: Chain;
  readonly start: number;
}

/** (415) 555-2671, 415-555-2671, 415.555.2671, 1-415-555-2671. With spaces only it needs a word for it. */
function northAmerican({ chain, start }: Candidate): Range | undefined {
  const { survey, run } = chain;
  const from = runLength(survey, run) === 1 && survey.text.charCodeAt(survey.digitStarts.at(run)) === 0x31 ? run + 1 : run;
  const until = from + 2;
  if (until > chain.last || runLength(survey, from) !== 3 || runLength(survey, from + 1) !== 3 || runLength(survey, until) !== 4)
    return undefined;
  const end = survey.digitEnds.at(until);
  const digits = digitsOf(survey.text, start, end);
  if (!isNorthAmerican(digits) || !endsClean(survey.text, end)) return undefined;
  const before = wordsBefore(survey, start);
  if (other.test(before)) return undefined;
  const written = /[-.()]/.test(survey.text.slice(start, end));
  if (!written && leaning(telling, before) !== 1) return undefined;
  return { start, end, value: `+1${digits.slice(-10)}` };
}

/** 0049 30 123456, 011 44 20 7946 0958. */
function fromAbroad({ chain, start }: Candidate): Range | undefined {
  const { survey, run } = chain;
  const { text } = survey;
  const first = survey.digitStarts.at(run);
  const exit = text.startsWith('011', first) ? 3 : 2;
  if (exit === 2 && !text.startsWith('00', first)) return undefined;
  if (leaning(telling, wordsBefore(survey, start)) === -1) return undefined;
  for (let until = chain.last; until >= run; until -= 1) {
    const end = survey.digitEnds.at(until);
    const digits = digitsOf(text, start, end).slice(exit);
    if (digits.length >= 9 && isInternationalNumber(digits) && endsClean(text, end)) return { start, end, value: `+${digits}` };
  }
  return undefined;
}

function atHome(candidate: Candidate): Range | undefined {
  const { survey, run, last } = candidate.chain;
  if (run === last && !endsClean(survey.text, survey.digitEnds.at(last))) return undefined;
  if (isDate(grouping(survey, run, last), digitsOf(survey.text, candidate.start, survey.digitEnds.at(last)))) return undefined;
  const lean = leaning(telling, wordsBefore(survey, candidate.start));
  if (lean === -1) return undefined;
  return lean === 1 || followsAnother(candidate.chain, candidate.start) ? announced(candidate) : grouped(candidate);
}

/** 020 7946 0958, 01 23 45 67 89: no word for it, but all digits in groups as a country writes them behind its 0. */
function grouped({ chain, start }: Candidate): Range | undefined {
  const { survey, run, last } = chain;
  const { text } = survey;
  const first = survey.digitStarts.at(run);
  const end = survey.digitEnds.at(last);
  if (text.charCodeAt(first) !== 0x30 || text.charCodeAt(first + 1) === 0x30 || last === run) return undefined;
  if (!trunkGroupings.has(grouping(survey, run, last)) || !endsClean(text, end)) return undefined;
  const digits = digitsOf(text, start, end);
  return isNationalNumber(digits, true) ? { start, end, value: digits } : undefined;
}

/** Behind "call me on": any grouping, the longest first, and first where lengths are fixed. */
function announced({ chain, start }: Candidate): Range | undefined {
  const { survey, run, last } = chain;
  for (const free of [false, true]) {
    for (let until = last; until >= run; until -= 1) {
      const end = survey.digitEnds.at(until);
      const digits = digitsOf(survey.text, start, end);
      if (digits.length < fewestDigits || isDate(grouping(survey, run, until), digits) || !endsClean(survey.text, end)) continue;
      if (isNationalNumber(digits, free)) return { start, end, value: isNorthAmerican(digits) ? `+1${digits.slice(-10)}` : digits };
    }
  }
  return undefined;
}

/** Before a price, a reference or a second term of a sum. */
function isMoneyOrMark(unit: number): boolean {
  return unit === 0x24 || unit === 0x23 || unit === 0x2b || unit === 0xa3 || unit === 0x20ac;
}
