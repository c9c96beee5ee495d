/** Times as people type them: a day, or a day and a time, in UTC unless they say otherwise, because that is what records are in. */

import { UsageError } from '../exit.js';

export interface Moment {
  /** ISO 8601, in UTC. */
  readonly iso: string;
  /** True where only a day was given: the moment is its beginning. */
  readonly isDay: boolean;
}

const pattern = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/;
const dayMilliseconds = 86_400_000;

/** Throws UsageError for a text that is no time, also for a day that no calendar has. */
export function momentOf(option: string, text: string): Moment {
  const [, day = '', time, zone = 'Z'] = pattern.exec(text.trim()) ?? [];
  const milliseconds = Date.parse(`${day}T${time ?? '00:00'}${zone}`);
  // JavaScript takes 30 February for 2 March.
  const isReal = !Number.isNaN(milliseconds) && new Date(`${day}T00:00Z`).toISOString().startsWith(day);
  if (isReal) return { iso: new Date(milliseconds).toISOString(), isDay: time === undefined };
  throw new UsageError({
    what: `${option}: expected a day or a time, such as 2026-11-20 or 2026-11-20T14:30Z`,
    why: `got ${JSON.stringify(text.slice(0, 80))}`,
    next: 'without a zone it is UTC, as in every record',
  });
}

/** The first moment that is no longer of it: the end of a day, or just after a time. */
export function endOf({ iso, isDay }: Moment): string {
  return new Date(Date.parse(iso) + (isDay ? dayMilliseconds : 1)).toISOString();
}
