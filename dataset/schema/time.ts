/** Reads the time of a row. */

const isoTime = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?$/i;
const digits = /^-?\d{1,16}(?:\.\d+)?$/;
/** As seconds the year 5138, as milliseconds 1973: numbers from here on are milliseconds. */
const firstMilliseconds = 1e11;

/** Milliseconds since 1970 of an ISO 8601 text, or of seconds or milliseconds as number or text; null of anything else. */
export function timeOf(value: unknown): number | null {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  const zone = isoTime.exec(text);
  if (zone === null) return digits.test(text) ? fromNumber(Number(text)) : null;
  // Without a zone it is UTC: the same file must not mean another time on another machine.
  const whole = text.replace(' ', 'T');
  const at = Date.parse(zone[1] !== undefined || text.length === 10 ? whole : `${whole}Z`);
  return Number.isNaN(at) ? null : at;
}

function fromNumber(value: number): number | null {
  const at = Math.round(Math.abs(value) < firstMilliseconds ? value * 1000 : value);
  return Math.abs(at) <= 8.64e15 ? at : null;
}
