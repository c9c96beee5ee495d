/**
 * One quick look over a JSON text for what `JSON.parse` lets pass: nesting that overflows later steps, duplicate keys, integers that
 * are rounded. It knows suspicion only; `json-walk.ts` then says what it is and where.
 */

export const maximumDepth = 64;

/** Flags of a scan. A text without them may still be no JSON. */
export const tooDeep = 1;
/** Another object begins after the first has ended. */
export const concatenated = 2;
/** Look closer: perhaps duplicate or forbidden keys, or numbers out of range. */
export const suspicious = 4;

const quote = 0x22;
const backslash = 0x5c;
/** An object with more keys is looked at closely. */
const keysCompared = 32;
/** Every integer of fewer digits is safe. */
const safeDigits = 16;
const manyDigits = 200;
const point = 0x2e;
/** From here on, the native search is quicker than a loop. */
const shortKey = 64;

// One thread, and nothing here waits: the arrays are shared by all scans.
const isObject = new Uint8Array(maximumDepth + 1);
const keyCounts = new Uint8Array(maximumDepth + 1);
const keyHashes = new Int32Array((maximumDepth + 1) * keysCompared);

/** Linear in the text, whatever is in it. */
export function scanJson(text: string): number {
  const { length } = text;
  let flags = 0;
  let depth = 0;
  let begun = false;
  let keyNext = false;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote || isDigit(code)) {
      const end = code !== quote ? numberEnd(text, at) : keyNext ? keyEnd(text, at + 1, depth) : stringEnd(text, at + 1);
      if (end < 0) flags |= suspicious;
      at = end < 0 ? ~end : end;
      keyNext = false;
    } else if ((code | 0x20) === 0x7b) {
      // An opening brace, or bracket: one bit apart.
      if (depth === 0 && begun) return flags | concatenated;
      begun = true;
      depth += 1;
      if (depth > maximumDepth) return flags | tooDeep;
      keyNext = code === 0x7b;
      isObject[depth] = keyNext ? 1 : 0;
      keyCounts[depth] = 0;
    } else if ((code | 0x20) === 0x7d) {
      depth = Math.max(0, depth - 1);
    } else if (code === 0x2c) {
      keyNext = isObject[depth] === 1;
    }
  }
  return flags;
}

/** Index of the closing quote, inverted (`~`) when the key is suspicious; the end of the text when there is none. */
function keyEnd(text: string, start: number, depth: number): number {
  const limit = Math.min(text.length, start + shortKey);
  let hash = 0;
  let at = start;
  for (; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) return isNewKey(hash ^ (at - start), depth) && !mayBeForbidden(text, start, at) ? at : ~at;
    if (code === backslash) break;
    hash = Math.imul(hash, 31) + code;
  }
  // Long and escaped keys are rare; the walk compares them.
  return ~stringEnd(text, at);
}

function isNewKey(hash: number, depth: number): boolean {
  const count = keyCounts[depth] ?? 0;
  if (count === keysCompared) return false;
  const first = depth * keysCompared;
  const end = first + count;
  keyHashes[end] = hash;
  keyCounts[depth] = count + 1;
  for (let at = first; at < end; at += 1) if (keyHashes[at] === hash) return false;
  return true;
}

function mayBeForbidden(text: string, start: number, end: number): boolean {
  if (end - start === 9) return text.charCodeAt(start) === 0x5f && text.charCodeAt(start + 1) === 0x5f;
  return end - start === 11 && text.charCodeAt(start) === 0x63 && text.charCodeAt(start + 10) === 0x72;
}

function stringEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = end;
    while (slashes > start && text.charCodeAt(slashes - 1) === backslash) slashes -= 1;
    if (((end - slashes) & 1) === 0) return end;
  }
  return text.length;
}

/** Index of the last digit, inverted (`~`) when the number may be out of range. */
function numberEnd(text: string, start: number): number {
  const end = digitsEnd(text, start + 1);
  return mayBeOutOfRange(text, start, end) ? ~(end - 1) : end - 1;
}

/** Long fractions and small exponents are common and harmless; 200 digits times 10^99 is still finite. */
function mayBeOutOfRange(text: string, start: number, end: number): boolean {
  const next = text.charCodeAt(end);
  if ((next | 0x20) === 0x65) {
    const sign = text.charCodeAt(end + 1);
    const exponent = sign === 0x2b || sign === 0x2d ? end + 2 : end + 1;
    return end - start >= safeDigits || digitsEnd(text, exponent) - exponent > 2;
  }
  if (end - start < safeDigits) return false;
  return end - start >= manyDigits || (next !== point && text.charCodeAt(start - 1) !== point);
}

function digitsEnd(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
