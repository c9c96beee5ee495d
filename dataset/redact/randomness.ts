/** Whether a word was drawn rather than written: the measure that tells keys from names. */

import { isDigit, isLetter } from './characters.js';

const counts = new Uint16Array(128);

/** Shannon entropy of the characters, in bits each; those beyond ASCII count as one. */
export function entropyBits(word: string): number {
  counts.fill(0);
  for (let at = 0; at < word.length; at += 1) {
    const unit = word.charCodeAt(at) & 0x7f;
    counts[unit] = (counts[unit] ?? 0) + 1;
  }
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / word.length) * Math.log2(count / word.length);
  return bits;
}

/** Below it a value is a word or a pattern such as `aaaaaaa1`; eight different characters have 3 bits each. */
export const leastEntropyBits = 2.5;

/** Of an issued key: digits or both cases among its letters too. */
export function isRandom(word: string): boolean {
  return entropyBits(word) >= leastEntropyBits && (hasDigit(word) ? hasLetter(word) : /[a-z]/.test(word) && /[A-Z]/.test(word.slice(1)));
}

export function hasDigit(word: string): boolean {
  for (let at = 0; at < word.length; at += 1) if (isDigit(word.charCodeAt(at))) return true;
  return false;
}

export function hasLetter(word: string): boolean {
  for (let at = 0; at < word.length; at += 1) if (isLetter(word.charCodeAt(at))) return true;
  return false;
}
