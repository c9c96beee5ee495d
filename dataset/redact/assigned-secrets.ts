/** Secrets that only their name gives away: `password=…`, `api_key: "…"`, "my password is …", and a JSON value under such a key. */

import { keyWords } from './context.js';
import { words, type Findings } from './findings.js';
import { entropyBits, hasDigit, hasLetter, leastEntropyBits } from './randomness.js';
import type { Survey } from './survey.js';

const shortest = 8;
const longest = 512;
/** The last word of what a secret is called. */
const names =
  /(?:^|[^a-z])(?:password|passwd|passphrase|passcode|pwd|pass|secret|token|credentials?|(?:api|access|secret|private|auth|account|encryption|signing|master|service) ?key|apikey)$/;
/** Last two letters of those names: the test of most signs ends here. */
const endings = new Set(['rd', 'wd', 'se', 'de', 'ss', 'et', 'en', 'al', 'ls', 'ey'].map((pair) => pairOf(pair, 2)));

export function findAssignedSecrets(survey: Survey, findings: Findings): void {
  const { signs, text, hint } = survey;
  if (hint !== '' && text.length >= shortest && !/\s/.test(text) && names.test(keyWords(hint)) && isSecretValue(text)) {
    findings.claim({ kind: 'secret', word: words.secret, start: 0, end: text.length, value: text });
  }
  for (let index = 0; index < signs.count; index += 1) {
    const sign = signs.at(index);
    if (isNamed(text, sign)) claimValue(text, sign + 1, findings);
  }
  let said = text.indexOf('assword is ');
  while (said !== -1) {
    claimValue(text, said + 11, findings);
    said = text.indexOf('assword is ', said + 11);
  }
}

/** Whether the word before the sign, quoted or not, is one of the names. */
function isNamed(text: string, sign: number): boolean {
  let end = sign;
  while (end > 0 && isQuoteOrSpace(text.charCodeAt(end - 1)) && sign - end < 3) end -= 1;
  if (end < 3 || !endings.has(pairOf(text, end))) return false;
  return names.test(keyWords(text.slice(Math.max(0, end - 32), end)));
}

/** The two letters before `end`, whatever their case, as a number. */
function pairOf(text: string, end: number): number {
  return ((text.charCodeAt(end - 2) | 0x20) << 8) | text.charCodeAt(end - 1) | 0x20;
}

function claimValue(text: string, from: number, findings: Findings): void {
  let start = from;
  // ":=", "==", "=>" and an opening quote.
  while (start - from < 5 && isQuoteOrSpace(text.charCodeAt(start), true)) start += 1;
  let end = start;
  while (end - start < longest && isValueUnit(text.charCodeAt(end))) end += 1;
  // The next parameter of a query.
  const parameter = text.slice(start, end).search(/&\w+=/);
  if (parameter !== -1) end = start + parameter;
  // A call or an index is a program that reads the secret from elsewhere.
  const next = text.charAt(end);
  if (next === '(' || next === '[' || next === '{') return;
  while (end > start && '.,;:!?'.includes(text.charAt(end - 1)) && (next === '' || next === ' ' || next === '\n')) end -= 1;
  const value = text.slice(start, end);
  if (isSecretValue(value)) findings.claim({ kind: 'secret', word: words.secret, start, end, value });
}

/** Long enough, with digits or signs among the letters, and no name of a variable, path or address. */
function isSecretValue(value: string): boolean {
  if (value.length < shortest || value.length > longest || !hasLetter(value)) return false;
  if (!hasDigit(value) && !/[!@#$%^&*?~+]/.test(value.slice(0, -1))) return false;
  if (value.includes('://') || value.startsWith('$') || /[<>{}]|\*{3}/.test(value) || isIdentifier.test(value)) return false;
  return entropyBits(value) >= leastEntropyBits;
}

/** `API_KEY_2`, `user_token_1`, `config.token2`. */
const isIdentifier = /^(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[a-z]+(?:[_-][a-z]+)+(?:[_-]?\d{1,2})?|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)$/;

/** Quotes and a space; behind the sign also `=`, `>` and a backslash before a quote. */
function isQuoteOrSpace(unit: number, behind = false): boolean {
  if (unit === 0x20 || unit === 0x22 || unit === 0x27 || unit === 0x60) return true;
  return behind ? unit === 0x3d || unit === 0x3e || unit === 0x5c : unit === 0x5c || unit === 0x5d;
}

/** Printable ASCII without quotes, brackets, comma, semicolon and backslash. */
function isValueUnit(unit: number): boolean {
  if (unit <= 0x20 || unit >= 0x7f) return false;
  return !(
    unit === 0x22 ||
    unit === 0x27 ||
    unit === 0x60 ||
    unit === 0x28 ||
    unit === 0x29 ||
    unit === 0x2c ||
    unit === 0x3b ||
    isBracket(unit)
  );
}

function isBracket(unit: number): boolean {
  return unit === 0x3c || unit === 0x3e || unit === 0x5b || unit === 0x5c || unit === 0x5d || unit === 0x7b || unit === 0x7d;
}
