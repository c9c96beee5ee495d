/** E-mail addresses: grown outward from each at sign, never searched for by a pattern over the whole text. */

import { isAlphanumeric, isLatinLetter } from './characters.js';
import { words, type Findings } from './findings.js';
import type { Survey } from './survey.js';

/** RFC 5321, 4.5.3.1. */
const longestLocal = 64;
const longestDomain = 253;

export function findEmails(survey: Survey, findings: Findings): void {
  const { text, ats } = survey;
  for (let index = 0; index < ats.count; index += 1) {
    const at = ats.at(index);
    const start = localStart(text, at);
    if (start === at) continue;
    const end = domainEnd(text, at + 1);
    if (end === -1) continue;
    // git@github.com:owner/name names a machine and nobody.
    if (end !== -1 && text.charCodeAt(end) === 0x3a && text.slice(start, at) === 'git') continue;
    findings.claim({ kind: 'email', word: words.email, start, end, value: text.slice(start, end).toLowerCase() });
  }
}

function localStart(text: string, at: number): number {
  let start = at;
  while (at - start < longestLocal && isLocal(text.charCodeAt(start - 1))) start -= 1;
  // A dot or quote that belongs to the sentence.
  while (start < at && !isAlphanumeric(text.charCodeAt(start)) && !isLatinLetter(text.charCodeAt(start)) && text.charCodeAt(start) !== 0x5f)
    start += 1;
  return text.charCodeAt(at - 1) === 0x2e ? at : start;
}

/** Place behind the last label that can be a top-level domain; -1 without one. */
function domainEnd(text: string, from: number): number {
  let end = -1;
  let label = from;
  for (let at = from; at - from <= longestDomain; at += 1) {
    const unit = text.charCodeAt(at);
    if (isAlphanumeric(unit) || isLatinLetter(unit) || unit === 0x2d) continue;
    if (at === label) break;
    const last = trimmedEnd(text, label, at);
    if (label > from && isTopLevel(text, label, last)) end = last;
    if (unit !== 0x2e || last !== at || text.charCodeAt(label) === 0x2d) break;
    label = at + 1;
  }
  return end;
}

function trimmedEnd(text: string, from: number, end: number): number {
  let last = end;
  while (last > from && text.charCodeAt(last - 1) === 0x2d) last -= 1;
  return last;
}

function isTopLevel(text: string, from: number, end: number): boolean {
  if (end - from < 2 || end - from > 24) return false;
  if (text.startsWith('xn--', from)) return true;
  for (let at = from; at < end; at += 1) if (!isLatinLetter(text.charCodeAt(at))) return false;
  return true;
}

/** Characters of an unquoted local part that people use; `/`, `=` and `|` would take in what stands before an address. */
function isLocal(unit: number): boolean {
  if (isAlphanumeric(unit) || isLatinLetter(unit)) return true;
  return unit === 0x2e || unit === 0x5f || unit === 0x2d || unit === 0x2b || unit === 0x25 || unit === 0x27;
}
