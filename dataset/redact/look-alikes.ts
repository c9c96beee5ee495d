/**
 * Characters that stand for ASCII ones in personal data: full-width forms, digits of other scripts, typographic spaces and hyphens.
 * Each is folded into one UTF-16 unit, so that places found in the folded text are places in the text itself.
 */

/** Digits and at signs that hide a value. In a text of one-byte characters the test costs nothing. */
const hiding = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19\uff20]/;
/** These only part the groups of a number. */
const parting = /[\u00a0\u2000-\u200a\u2010-\u2013\u202f\u205f\u2212\u3000]/;

const firstFullWidth = 0xff01;
const lastFullWidth = 0xff5e;
const fullWidthDistance = 0xfee0;
const digitZeros = [0x0660, 0x06f0, 0x0966];
const spaces = [0xa0, 0x202f, 0x205f, 0x3000, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a];
const hyphens = [0x2212, 0x2010, 0x2011, 0x2012, 0x2013];

export function hidesDigits(text: string): boolean {
  return hiding.test(text);
}

export function partsOddly(text: string): boolean {
  return parting.test(text);
}

export function foldLookAlikes(text: string): string {
  const units = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at += 1) units[at] = folded(text.charCodeAt(at));
  return Buffer.from(units.buffer).toString('utf16le');
}

function folded(unit: number): number {
  if (unit < 0xa0) return unit;
  if (unit >= firstFullWidth && unit <= lastFullWidth) return unit - fullWidthDistance;
  if (spaces.includes(unit)) return 0x20;
  if (hyphens.includes(unit)) return 0x2d;
  for (const zero of digitZeros) if (unit >= zero && unit <= zero + 9) return unit - zero + 0x30;
  return unit;
}
