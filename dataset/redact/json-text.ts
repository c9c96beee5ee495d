/**
 * Rewrites values of a JSON text in place, so that it stays JSON and keeps its spacing, order of keys and digits of large numbers:
 * parsing and writing it anew would lose those.
 */

/** What becomes of a value; undefined: it stays. */
export interface ValueRewriter {
  string(value: string, key: string): string | undefined;
  /** `literal` as written. What comes back is written as a string. */
  number(literal: string, key: string): string | undefined;
}

/** Whether the whole text is one JSON object or array. */
export function isJsonText(text: string): boolean {
  const first = /^\s*[[{]/.test(text);
  if (!first) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** `text` must be valid JSON. A value in an array has the key of the array. */
export function rewriteJson(text: string, rewriter: ValueRewriter): string {
  let result = '';
  let copied = 0;
  let key = '';
  let at = 0;
  const put = (from: number, to: number, value: string | undefined): void => {
    if (value === undefined) return;
    result += text.slice(copied, from) + JSON.stringify(value);
    copied = to;
  };
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) {
      const end = closingQuote(text, at) + 1;
      const value = decoded(text, at, end);
      if (isKey(text, end)) key = value;
      else put(at, end, rewriter.string(value, key));
      at = end;
    } else if (unit === 0x2d || (unit >= 0x30 && unit <= 0x39)) {
      const end = numberEnd(text, at);
      put(at, end, rewriter.number(text.slice(at, end), key));
      at = end;
    } else at += 1;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

function closingQuote(text: string, opening: number): number {
  let at = text.indexOf('"', opening + 1);
  while (isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at;
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(quote - 1 - backslashes) === 0x5c) backslashes += 1;
  return backslashes % 2 === 1;
}

function decoded(text: string, start: number, end: number): string {
  const inside = text.slice(start + 1, end - 1);
  return inside.includes('\\') ? String(JSON.parse(text.slice(start, end))) : inside;
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  return text.charCodeAt(at) === 0x3a;
}

function numberEnd(text: string, start: number): number {
  let end = start + 1;
  while (/[\d.eE+-]/.test(text.charAt(end))) end += 1;
  return end;
}
