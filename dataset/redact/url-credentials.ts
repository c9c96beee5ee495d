/** `user:password@` in addresses such as `postgres://user:password@host/db`: only the credentials are taken, the rest stays readable. */

import { isAlphanumeric } from './characters.js';
import { words, type Findings } from './findings.js';
import type { Survey } from './survey.js';

const longest = 512;

export function findUrlCredentials(survey: Survey, findings: Findings): void {
  const { text, ats } = survey;
  for (let index = 0; index < ats.count; index += 1) {
    const at = ats.at(index);
    // The last at sign of an authority ends the credentials: a password may hold one.
    if (index + 1 < ats.count && sameAuthority(text, at, ats.at(index + 1))) continue;
    const start = authorityStart(text, at);
    if (start === -1) continue;
    const credentials = text.slice(start, at);
    if (!credentials.includes(':') || credentials.length < 3 || isTemplate(credentials)) continue;
    findings.claim({ kind: 'url-credentials', word: words['url-credentials'], start, end: at, value: credentials });
  }
}

function sameAuthority(text: string, from: number, to: number): boolean {
  if (to - from > longest) return false;
  for (let at = from + 1; at < to; at += 1) if (endsAuthority(text.charCodeAt(at))) return false;
  return true;
}

/** Place behind `://`; -1 where the at sign is in no authority. */
function authorityStart(text: string, at: number): number {
  let start = at;
  while (at - start < longest && start > 0 && !endsAuthority(text.charCodeAt(start - 1))) start -= 1;
  const isAuthority = text.startsWith('://', start - 3) && isAlphanumeric(text.charCodeAt(start - 4));
  return start >= 4 && isAuthority ? start : -1;
}

/** White space, quotes, brackets, `/`, `?`, `#`, `\` and a backtick. */
function endsAuthority(unit: number): boolean {
  if (unit <= 0x20 || unit === 0x22 || unit === 0x2f || unit === 0x3f || unit === 0x23) return true;
  return unit === 0x3c || unit === 0x3e || unit === 0x5c || unit === 0x60 || unit === 0x5b || unit === 0x5d;
}

/** `${USER}:${PASSWORD}`, `{user}:{password}`, `%s:%s`. */
function isTemplate(credentials: string): boolean {
  return /^(?:\$?\{[^}]*\}+|\$\w+|%s|\*+)?:(?:\$?\{[^}]*\}+|\$\w+|%s|\*+)?$/.test(credentials);
}
