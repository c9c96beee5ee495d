/** The lines of a rollout's plots: one for each arm and phase, because a phase begins to count anew. */

import type { Arm } from '../../../domain/route.js';
import { wilsonInterval, type Interval } from '../../../domain/statistics.js';
import type { ArmCounts, LookPoint } from '../rollout-series.js';

export interface ArmPoint extends Interval {
  /** Milliseconds since the first look. */
  readonly at: number;
  readonly samples: number;
}

export interface ArmLine {
  readonly arm: Arm;
  readonly points: readonly ArmPoint[];
}

/** More are not told apart on a plot of this size. */
const mostPoints = 300;

const fewSamples = 20;

/** In percent, added up within the phase, as the judge reads them. */
export function rateLines(points: readonly LookPoint[], count: 'errors' | 'invalid'): ArmLine[] {
  return linesOf(points, (point) =>
    point.total.flatMap(({ arm, requests, errors, checked, invalid }) => {
      const samples = count === 'errors' ? requests : checked;
      const interval = wilsonInterval(count === 'errors' ? errors : invalid, samples);
      if (interval === undefined) return [];
      const { estimate, lower, upper } = interval;
      return [{ arm, at: point.milliseconds, samples, estimate: estimate * 100, lower: lower * 100, upper: upper * 100 }];
    }),
  );
}

/** A minute, since the look before. */
export function requestLines(points: readonly LookPoint[]): ArmLine[] {
  const before = new Map(points.map((point, index) => [point.number, points[index - 1]?.milliseconds]));
  return linesOf(points, (point) => {
    const minutes = (point.milliseconds - (before.get(point.number) ?? point.milliseconds)) / 60_000;
    if (point.kind === 'opened' || !(minutes > 0)) return [];
    return point.since.map(({ arm, requests }: ArmCounts) => {
      const estimate = requests / minutes;
      return { arm, at: point.milliseconds, samples: requests, estimate, lower: estimate, upper: estimate };
    });
  });
}

function linesOf(points: readonly LookPoint[], pointsAt: (point: LookPoint) => (ArmPoint & { readonly arm: Arm })[]): ArmLine[] {
  const lines = new Map<string, { readonly arm: Arm; readonly points: ArmPoint[] }>();
  for (const point of thinned(points)) {
    for (const each of pointsAt(point)) {
      const key = `${point.phase} ${each.arm}`;
      const line = lines.get(key) ?? { arm: each.arm, points: [] };
      line.points.push(each);
      lines.set(key, line);
    }
  }
  return [...lines.values()];
}

export function thinned<Point>(points: readonly Point[]): Point[] {
  const every = Math.ceil(points.length / mostPoints);
  return points.filter((_, index) => index % every === 0 || index === points.length - 1);
}

/** Intervals of a few requests reach to 100 %; the plot is for what is known later, and what does not fit is cut at its upper edge. */
export function topOf(lines: readonly ArmLine[]): number {
  const known = lines.flatMap(({ points }) => points.map(({ estimate, samples }) => (samples >= fewSamples ? estimate * 1.3 : 0)));
  const later = lines.map(({ points }) => {
    const middle = points[Math.floor(points.length / 2)];
    return middle === undefined || middle.samples < fewSamples ? 0 : middle.upper * 1.1;
  });
  return Math.min(100, Math.max(1, ...known, ...later));
}
