/** What a UTF-16 unit is to the scanners. Places outside of a text give NaN there, which is nothing of all this. */

export function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

export function isUpper(unit: number): boolean {
  return unit >= 0x41 && unit <= 0x5a;
}

export function isLetter(unit: number): boolean {
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

export function isHex(unit: number): boolean {
  const lower = unit | 0x20;
  return isDigit(unit) || (lower >= 0x61 && lower <= 0x66);
}

export function isAlphanumeric(unit: number): boolean {
  return isDigit(unit) || isLetter(unit);
}

/** Of a key, a JWT part or an address: letters, digits, `_` and `-`. */
export function isTokenUnit(unit: number): boolean {
  return isAlphanumeric(unit) || unit === 0x5f || unit === 0x2d;
}

/** Letters of words beyond ASCII that stand in names and domains: Latin-1 and Latin Extended. */
export function isLatinLetter(unit: number): boolean {
  return isLetter(unit) || (unit >= 0xc0 && unit <= 0x24f && unit !== 0xd7 && unit !== 0xf7);
}

/** Whether something may begin at `start`: not inside a word, nor tied to one (`a3f1-`, `12/`), nor after a decimal point. */
export function beginsClean(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  if (isAlphanumeric(before) || before === 0x5f) return false;
  const tied = text.charCodeAt(start - 2);
  if (before === 0x2f) return !isDigit(tied);
  return !((before === 0x2e || before === 0x2d) && (isAlphanumeric(tied) || tied === 0x5f));
}

/** Whether something may end before `end`: no word goes on there, also not behind a tie (`-4f2a`, `.5`). */
export function endsClean(text: string, end: number): boolean {
  const after = text.charCodeAt(end);
  if (isAlphanumeric(after) || after === 0x5f) return false;
  const tied = text.charCodeAt(end + 1);
  return after === 0x2e ? !isDigit(tied) : !(after === 0x2d && isAlphanumeric(tied));
}
