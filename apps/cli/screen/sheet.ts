/** What text is drawn on: how wide, when, for which clock and with which colours. Every drawing is a function of data and a sheet. */

import type { Painter } from '../colours.js';

export interface Sheet {
  readonly width: number;
  readonly nowMilliseconds: number;
  /** IANA name; undefined: this machine's. */
  readonly timeZone: string | undefined;
  readonly paint: Painter;
}

/** Wider lines are hard to read; reasons take what is there up to this. */
const widest = 120;
const narrowest = 40;

export function widthOf(stream: { readonly columns?: number }): number {
  return Math.max(narrowest, Math.min(widest, stream.columns ?? 80));
}
