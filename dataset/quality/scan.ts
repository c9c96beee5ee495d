/** What an answer is made of: its letters by script, and signs of a wrong character set. ASCII, nearly all there is, is told by its length in UTF-8. */

import { latin, noScript, scriptCount, scriptOf } from './scripts.js';

export interface Scan {
  /** Index of the first character that is no white space, and one past the last; both the same in an empty answer. */
  start: number;
  end: number;
  isAscii: boolean;
  /** Characters, or pairs of them, that only a wrong character set makes. */
  mojibake: number;
  /** By script; not counted in ASCII. */
  readonly scripts: Uint32Array;
}

/** Fewer are an abbreviation, a unit or a name of a variable. */
export const fewestLetters = 4;

export function createScan(): Scan {
  return { start: 0, end: 0, isAscii: true, mojibake: 0, scripts: new Uint32Array(scriptCount) };
}

/** Writes over the scan. */
export function scanAnswer(text: string, scan: Scan): void {
  trim(text, scan);
  scan.mojibake = 0;
  scan.isAscii = Buffer.byteLength(text) === text.length;
  if (scan.isAscii) return;
  countScripts(text.slice(scan.start, scan.end), scan.scripts);
  for (let index = scan.start; index < scan.end; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 128 && isMojibake(code, text.charCodeAt(index + 1))) scan.mojibake += 1;
  }
}

/** Writes over the counts. */
export function countScripts(text: string, counts: Uint32Array): void {
  counts.fill(0);
  for (let index = 0; index < text.length; index += 1) {
    const script = scriptOf[text.charCodeAt(index)] as number;
    counts[script] = (counts[script] as number) + 1;
  }
}

/** Share of letters outside a script; 0 where there are too few letters to tell. */
export function shareOutside(script: number, text: string, scan: Scan): number {
  if (scan.isAscii) return script === latin || !hasLetters(text) ? 0 : 1;
  const { scripts, start, end } = scan;
  const letters = end - start - (scripts[noScript] as number);
  return letters < fewestLetters ? 0 : 1 - (scripts[script] as number) / letters;
}

function hasLetters(text: string): boolean {
  let letters = 0;
  for (let index = 0; index < text.length && letters < fewestLetters; index += 1)
    if (scriptOf[text.charCodeAt(index)] !== noScript) letters += 1;
  return letters >= fewestLetters;
}

function trim(text: string, scan: Scan): void {
  let [start, end] = [0, text.length];
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  scan.start = start;
  scan.end = end;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0x3000 || code === 0xfeff;
}

/** Full stops and the like outside of ASCII: 。！？।؟…۔ */
export function isSentenceEnd(code: number): boolean {
  switch (code) {
    case 0x3002:
    case 0xff01:
    case 0xff1f:
    case 0x0964:
    case 0x061f:
    case 0x2026:
    case 0x06d4:
      return true;
    default:
      return false;
  }
}

/** What Windows-1252 shows for the bytes 0x80 to 0x9F. */
const windowsSpecials = new Set(Array.from('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ', (character) => character.charCodeAt(0)));

/**
 * U+FFFD, a control character of 0x80 to 0x9F, or the lead byte of UTF-8 shown as a letter (`Ã`, `Â`, `Ð`, `Ñ`, `â€`) before what shows
 * a continuation byte: `Ã©`, `â€™`, `Ð¿`. No language writes these pairs.
 */
function isMojibake(code: number, next: number): boolean {
  if (code === 0xfffd || (code >= 0x80 && code <= 0x9f)) return true;
  if (code === 0xe2) return next === 0x20ac || next === 0x80;
  if (code !== 0xc3 && code !== 0xc2 && code !== 0xd0 && code !== 0xd1) return false;
  return (next >= 0x80 && next <= 0xbf) || windowsSpecials.has(next);
}
