/** Times as people read them: the clock of this machine, and how long ago or how soon. */

import { durationText } from '../../../domain/duration.js';
import type { Sheet } from './sheet.js';

type Now = Pick<Sheet, 'nowMilliseconds' | 'timeZone'>;

/** `2026-11-21 12:30:05` */
export function timeText(milliseconds: number, timeZone: string | undefined): string {
  // Sweden writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone }).format(milliseconds);
}

/** `12:30:05` today, `2026-11-20 12:30` on other days. */
export function clockText(iso: string, { nowMilliseconds, timeZone }: Now): string {
  const text = timeText(Date.parse(iso), timeZone);
  const today = timeText(nowMilliseconds, timeZone).slice(0, 10);
  return text.startsWith(today) ? text.slice(11) : text.slice(0, 16);
}

/** `4 min ago`, `in 4 min`, `now`. */
export function distanceText(iso: string, { nowMilliseconds }: Now): string {
  const away = Date.parse(iso) - nowMilliseconds;
  if (Math.abs(away) < 500) return 'now';
  return away > 0 ? `in ${durationText(away)}` : `${durationText(-away)} ago`;
}

export function sinceText(iso: string, { nowMilliseconds }: Now): string {
  return durationText(nowMilliseconds - Date.parse(iso));
}
