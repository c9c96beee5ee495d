/** Replaces what the scanners find in one text by placeholders, as often as it takes until they find nothing more: then redacting again changes nothing. */

import type { Finding } from './findings.js';
import { isJsonText, rewriteJson } from './json-text.js';
import type { Scanner } from './scan.js';

/** Told of each finding, in order of place, and gives the placeholder for it. */
export type PlaceholderSource = (finding: Finding) => string;

/** A replaced value can free one beside it, once or twice in natural texts; no text may keep a build busy for ever. */
const mostPasses = 8;
const shortestNumber = 7;

/** The same string when nothing was found. */
export function rewriteText(text: string, scanner: Scanner, placeholderFor: PlaceholderSource): string {
  let current = text;
  for (let pass = 0; pass < mostPasses; pass += 1) {
    const next = rewriteOnce(current, '', { scanner, placeholderFor });
    if (next === current) break;
    current = next;
  }
  return current;
}

interface Means {
  readonly scanner: Scanner;
  readonly placeholderFor: PlaceholderSource;
}

function rewriteOnce(text: string, hint: string, means: Means): string {
  if (mayBeJson(text) && isJsonText(text)) return rewriteInJson(text, means);
  const found = means.scanner.scan(text, hint);
  return found.length === 0 ? text : replaced(text, found, means.placeholderFor);
}

function mayBeJson(text: string): boolean {
  const first = text.charCodeAt(0);
  return first === 0x7b || first === 0x5b || first <= 0x20;
}

function rewriteInJson(text: string, means: Means): string {
  return rewriteJson(text, {
    string(value, key) {
      const next = rewriteOnce(value, key, means);
      return next === value ? undefined : next;
    },
    number(literal, key) {
      if (literal.length < shortestNumber || /[.eE]/.test(literal)) return undefined;
      const [finding] = means.scanner.scan(literal, key);
      return finding?.start === 0 && finding.end === literal.length ? means.placeholderFor(finding) : undefined;
    },
  });
}

function replaced(text: string, found: readonly Finding[], placeholderFor: PlaceholderSource): string {
  let result = '';
  let copied = 0;
  for (const finding of found) {
    result += text.slice(copied, finding.start) + placeholderFor(finding);
    copied = finding.end;
  }
  return result + text.slice(copied);
}
