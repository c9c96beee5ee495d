/** Internet addresses of version 6: grown outward from colons between hexadecimal digits. */

import { isAlphanumeric, isHex } from './characters.js';
import { words, type Findings } from './findings.js';
import type { Survey } from './survey.js';

const colon = 0x3a;
const dot = 0x2e;
const longest = 45;

export function findIpv6s(survey: Survey, findings: Findings): void {
  const { signs, text } = survey;
  let done = -1;
  for (let index = 0; index < signs.count; index += 1) {
    const sign = signs.at(index);
    if (sign < done || !isInside(text, sign)) continue;
    let start = sign;
    while (sign - start < longest && isHex(text.charCodeAt(start - 1))) start -= 1;
    let end = sign;
    while (end - start <= longest && isPart(text.charCodeAt(end))) end += 1;
    done = end;
    // Times of day have one colon, and stand in every other text.
    if (!hasAnotherColon(text, sign + 1, end) || goesOn(text.charCodeAt(start - 1)) || goesOn(text.charCodeAt(end))) continue;
    end = withoutPunctuation(text, start, end);
    const value = text.slice(start, end).toLowerCase();
    if (isIpv6(value)) findings.claim({ kind: 'ip', word: words.ip, start, end, value });
  }
}

/** A colon behind a digit and before a digit or another colon. */
function isInside(text: string, sign: number): boolean {
  const next = text.charCodeAt(sign + 1);
  return text.charCodeAt(sign) === colon && isHex(text.charCodeAt(sign - 1)) && (next === colon || isHex(next));
}

function hasAnotherColon(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (text.charCodeAt(at) === colon) return true;
  return false;
}

/** A word, a longer row of groups or a name of a program. */
function goesOn(unit: number): boolean {
  return isAlphanumeric(unit) || unit === colon || unit === 0x5f;
}

function isPart(unit: number): boolean {
  return isHex(unit) || unit === colon || unit === dot;
}

/** A dot or a single colon at the end belongs to the sentence. */
function withoutPunctuation(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && text.charCodeAt(last - 1) === dot) last -= 1;
  if (text.charCodeAt(last - 1) === colon && text.charCodeAt(last - 2) !== colon) last -= 1;
  return last;
}

/**
 * RFC 4291, 2.2. With `::` it must begin in a range that is assigned (2000::/3, fc00::/7, fe80::/10, ff00::/8, 64:ff9b::/96):
 * slices and scopes of programs (`1::2`, `a::b`) have the same form.
 */
function isIpv6(address: string): boolean {
  const ipv4 = /:(\d{1,3}(?:\.\d{1,3}){3})$/.exec(address);
  if (address.includes('.') && ipv4 === null) return false;
  const groups = (ipv4 === null ? address : `${address.slice(0, ipv4.index)}:0:0`).split('::');
  if (groups.length > 2) return false;
  const listed = groups.flatMap((part) => (part === '' ? [] : part.split(':')));
  if (!listed.every((group) => /^[\da-f]{1,4}$/.test(group))) return false;
  if (groups.length === 1) return listed.length === 8;
  return listed.length < 8 && /^(?:[23][\da-f]{3}|f[cdef][\da-f]{2}|64:ff9b):/.test(address);
}
