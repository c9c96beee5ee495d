/** How times, durations, figures and long texts are written on the page. */

import { durationText } from '../../domain/duration.js';
import { bytesText } from '../../domain/figures.js';
import type { Verdict } from '../../domain/verdict.js';

export { bytesText };

export const notRecorded = 'not recorded by the release that made this run';

/** `2026-11-21 17:37:04`, in UTC; what is no time is shown as it is. */
export function timeText(iso: string, length = 19): string {
  const milliseconds = Date.parse(iso);
  return Number.isNaN(milliseconds) ? cutText(iso, 40) : new Date(milliseconds).toISOString().slice(0, length).replace('T', ' ');
}

/** The day on which all of them are; undefined when there are several. */
export function sharedDay(times: readonly string[]): string | undefined {
  const days = new Set(times.map((at) => timeText(at, 10)));
  return days.size === 1 ? [...days][0] : undefined;
}

/** `0.12 s`, `8.4 s`, `2 h 5 min`. */
export function spanText(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 1) return `${seconds.toFixed(2)} s`;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : durationText(milliseconds);
}

export function millisecondsBetween(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from));
}

/** `1,990,048`. */
export function numberText(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

/** Four digits that mean something: `0.003232`, `97.5`, `1,990,048`. */
export function figureText(value: number): string {
  if (Number.isInteger(value)) return numberText(value);
  return Math.abs(value) >= 1000 ? numberText(Math.round(value)) : String(Number(value.toPrecision(4)));
}

/** A reason may be the whole output of a broken trainer; the record itself keeps all of it. */
export function cutText(text: string, longest = 1_500): string {
  const cut =
    text.length <= longest ? text : `${text.slice(0, longest)} … (${numberText(text.length - longest)} more characters in the record)`;
  return keepUnits(cut);
}

/** The beginning of what is told in full elsewhere on the page. */
export function shortText(text: string, longest: number): string {
  return keepUnits(text.length <= longest ? text : `${text.slice(0, longest)} …`);
}

/** A figure and its unit stay on one line. */
export function keepUnits(text: string): string {
  return text.replaceAll(/(\d) (?=(?:%|ms|s|min|h|points)(?!\w))/g, '$1\u00a0');
}

/** A verdict's figure in the unit of the gate or monitor that judged; a kind that is not known here shows the plain figure. */
export function judgedText({ gate, limit, observed }: Verdict, figure: number | null, compared: boolean): string {
  if (figure === null) return 'none';
  switch (gate) {
    case 'accuracy':
      return shareText(figure);
    case 'regression':
      // Counts of broken items against the champion, shares against a floor.
      return [limit, observed].every((each) => each === null || Number.isInteger(each)) ? `${figure} broken` : shareText(figure);
    case 'safety':
      return `${figure} wrong`;
    case 'latency':
      return compared ? `${figure.toFixed(2)} ×` : `${figureText(figure)} ms`;
    case 'model-size':
      return bytesText(figure);
    case 'error-rate':
    case 'output-quality':
      return compared ? `${figure.toFixed(1)} points` : `${figure.toFixed(1)} %`;
    default:
      return figureText(figure);
  }
}

/** `97.1 %`. */
export function shareText(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** `+2.1`, `-0.4`, `0.0`. */
export function signed(value: number): string {
  const text = value.toFixed(1);
  return Number(text) === 0 ? '0.0' : value > 0 ? `+${text}` : text;
}
