/**
 * Internet addresses of version 4, public and private. Addresses that name no machine in particular (loopback, unspecified,
 * network masks) stay, because code and instructions are full of them.
 */

import { isAlphanumeric } from './characters.js';
import { leaning, tellingWords, wordsBefore } from './context.js';
import { gapUnit, runLength } from './digit-runs.js';
import { words, type Findings } from './findings.js';
import type { Survey } from './survey.js';

const dot = 0x2e;

/** Words for an address, words for a version or a numbered part. */
const telling = tellingWords(
  'ip ipv4 address addr host server client gateway ping dns',
  'v ver vers version versions release rev revision build firmware driver sdk runtime update upgrade patch section chapter clause paragraph article appendix step item oid §',
);

export function findIpv4s(survey: Survey, findings: Findings): void {
  const { digitStarts, digitEnds, text } = survey;
  for (let run = 0; run + 3 < digitStarts.count; run += 1) {
    if (gapUnit(survey, run) !== dot || gapUnit(survey, run + 1) !== dot || gapUnit(survey, run + 2) !== dot) continue;
    const start = digitStarts.at(run);
    const end = digitEnds.at(run + 3);
    const octets = [0, 1, 2, 3].map((index) => octetOf(survey, run + index));
    if (octets.includes(-1) || namesNoMachine(octets) || !standsAlone(text, start, end)) continue;
    if (leaning(telling, wordsBefore(survey, start).slice(-24)) === -1) continue;
    findings.claim({ kind: 'ip', word: words.ip, start, end, value: text.slice(start, end) });
  }
}

/** -1 where it is none: over 255, or written with a leading zero. */
function octetOf(survey: Survey, run: number): number {
  const length = runLength(survey, run);
  const start = survey.digitStarts.at(run);
  if (length > 3 || (length > 1 && survey.text.charCodeAt(start) === 0x30)) return -1;
  const value = Number(survey.text.slice(start, start + length));
  return value > 255 ? -1 : value;
}

function namesNoMachine(octets: readonly number[]): boolean {
  const first = octets[0];
  return first === 127 || first === 0 || first === 255;
}

/** Not a part of a longer dotted number, a word, a path, or of `Chrome/120.0.0.0` and `package==1.2.3.4`. */
function standsAlone(text: string, start: number, end: number): boolean {
  const before = text.charCodeAt(start - 1);
  const beforeThat = text.charCodeAt(start - 2);
  if (isAlphanumeric(before) || before === 0x5f || before === dot) return false;
  if (before === 0x2f && isAlphanumeric(beforeThat)) return false;
  if (before === 0x3d && beforeThat === 0x3d) return false;
  const after = text.charCodeAt(end);
  if (isAlphanumeric(after) || after === 0x5f) return false;
  return !(after === dot && isAlphanumeric(text.charCodeAt(end + 1)));
}
