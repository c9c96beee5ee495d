/** Secrets that show what they are: keys with the prefix of their issuer, JSON web tokens and private key blocks. */

import { isTokenUnit } from './characters.js';
import { words, type Findings } from './findings.js';
import { isRandom } from './randomness.js';
import type { Survey } from './survey.js';

/** By first character; `rest` is what must stand behind the prefix, to the end of the word. */
const issued: Readonly<Record<string, readonly { readonly prefix: RegExp; readonly rest: RegExp }[]>> = {
  A: [
    { prefix: /^(?:AKIA|ASIA|ABIA|ACCA)/, rest: /^[A-Z0-9]{16}$/ },
    { prefix: /^AIza/, rest: /^[\w-]{35}$/ },
    { prefix: /^ATATT3/, rest: /^[\w-]{40,}$/ },
    { prefix: /^AGE-SECRET-KEY-1/, rest: /^[0-9A-Z]{50,}$/ },
  ],
  d: [{ prefix: /^(?:dop_v1_|doo_v1_|dckr_pat_)/, rest: /^[\w-]{20,}$/ }],
  g: [
    { prefix: /^gh[pousr]_/, rest: /^[A-Za-z0-9]{36,}$/ },
    { prefix: /^github_pat_/, rest: /^\w{22,}$/ },
    { prefix: /^(?:glpat-|gldt-|glrt-)/, rest: /^[\w-]{20,}$/ },
    { prefix: /^(?:gsk_|glc_)/, rest: /^\w{32,}$/ },
  ],
  h: [{ prefix: /^hf_/, rest: /^[A-Za-z0-9]{30,}$/ }],
  l: [{ prefix: /^lin_api_/, rest: /^\w{30,}$/ }],
  n: [{ prefix: /^npm_/, rest: /^[A-Za-z0-9]{36}$/ }],
  p: [
    { prefix: /^pypi-/, rest: /^[\w-]{50,}$/ },
    { prefix: /^pplx-/, rest: /^[A-Za-z0-9]{32,}$/ },
  ],
  r: [
    { prefix: /^rk_(?:live|test)_/, rest: /^\w{16,}$/ },
    { prefix: /^r8_/, rest: /^[A-Za-z0-9]{30,}$/ },
  ],
  S: [{ prefix: /^SK/, rest: /^[0-9a-f]{32}$/ }],
  s: [
    { prefix: /^sk_(?:live|test)_/, rest: /^\w{16,}$/ },
    { prefix: /^sk-(?:ant-|proj-|or-|svcacct-|admin-)?/, rest: /^[\w-]{20,}$/ },
    { prefix: /^shp(?:at|ca|pa|ss)_/, rest: /^[0-9a-fA-F]{32}$/ },
    { prefix: /^sntrys_/, rest: /^[\w-]{30,}$/ },
  ],
  t: [{ prefix: /^tskey-/, rest: /^[\w-]{20,}$/ }],
  w: [{ prefix: /^whsec_/, rest: /^[\w-]{24,}$/ }],
  x: [
    { prefix: /^(?:xox[abeoprs]|xapp)-/, rest: /^[\w-]{10,}$/ },
    { prefix: /^xai-/, rest: /^\w{40,}$/ },
  ],
};

export function findKnownSecrets(survey: Survey, findings: Findings): void {
  const { text, tokenStarts, tokenEnds } = survey;
  findPrivateKeys(text, findings);
  for (let token = 0; token < tokenStarts.count; token += 1) {
    const start = tokenStarts.at(token);
    const end = secretEnd(text, start, tokenEnds.at(token));
    if (end === -1) continue;
    const from = isSendGrid(text, start) ? start - 3 : start;
    findings.claim({ kind: 'secret', word: words.secret, start: from, end, value: text.slice(from, end) });
  }
}

/** -1 where the word from `start` to `end` begins no secret. */
function secretEnd(text: string, start: number, end: number): number {
  if (text.startsWith('eyJ', start)) return webTokenEnd(text, start, end);
  if (isSendGrid(text, start)) {
    const secondEnd = partEnd(text, end);
    return secondEnd - end > 20 ? secondEnd : -1;
  }
  const token = text.slice(start, end);
  return isIssued(token) || (followsBearer(text, start) && isRandom(token)) ? end : -1;
}

function findPrivateKeys(text: string, findings: Findings): void {
  let start = text.indexOf('-----BEGIN ');
  while (start !== -1) {
    const header = text.slice(start, start + 64);
    const end = /^-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----/.test(header) ? privateKeyEnd(text, start) : start + 11;
    if (end > start + 11) findings.claim({ kind: 'secret', word: words.secret, start, end, value: text.slice(start, end) });
    start = text.indexOf('-----BEGIN ', end);
  }
}

/** Behind the footer; without one, what is cut off is a key to the end of the text. */
function privateKeyEnd(text: string, start: number): number {
  const footer = text.indexOf('-----END ', start);
  if (footer === -1) return text.length;
  const end = text.indexOf('-----', footer + 9);
  return end === -1 ? text.length : end + 5;
}

/** RFC 7519: three parts, the first of them JSON with an `alg`. -1 where it is none. */
function webTokenEnd(text: string, start: number, headerEnd: number): number {
  const payloadEnd = partEnd(text, headerEnd);
  const end = payloadEnd === -1 ? -1 : partEnd(text, payloadEnd);
  if (end === -1 || payloadEnd === headerEnd + 1) return -1;
  try {
    const header: unknown = JSON.parse(Buffer.from(text.slice(start, headerEnd), 'base64url').toString());
    return typeof header === 'object' && header !== null && 'alg' in header ? end : -1;
  } catch {
    return -1;
  }
}

/** Behind a dot and the part after it, which may be empty. */
function partEnd(text: string, dot: number): number {
  if (text.charCodeAt(dot) !== 0x2e) return -1;
  let end = dot + 1;
  while (isTokenUnit(text.charCodeAt(end))) end += 1;
  return end;
}

function isIssued(token: string): boolean {
  for (const { prefix, rest } of issued[token.charAt(0)] ?? []) {
    const length = prefix.exec(token)?.[0].length ?? 0;
    const random = token.slice(length);
    if (length > 0 && rest.test(random) && isRandom(random)) return true;
  }
  return false;
}

/** `SG.id.secret`: the dot ends the first word. */
function isSendGrid(text: string, start: number): boolean {
  return text.startsWith('SG.', start - 3) && !isTokenUnit(text.charCodeAt(start - 4));
}

function followsBearer(text: string, start: number): boolean {
  return start >= 7 && text.slice(start - 7, start).toLowerCase() === 'bearer ';
}
