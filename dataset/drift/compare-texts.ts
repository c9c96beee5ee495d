/** Order of names in reports and stored counts: by UTF-16 code units, the same on every machine and in every language. */

export function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
