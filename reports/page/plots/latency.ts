/** Every timed call of candidate and champion, with the median and the 95th percentile. */

import { axisX, axisY, dot, gridX, text, tickX } from '@observablehq/plot';
import { armLook } from './colours.js';
import { draw, type Drawing } from './draw.js';
import { usesLog } from './loss.js';

export interface Calls {
  readonly arm: 'champion' | 'candidate';
  readonly name: string;
  readonly milliseconds: readonly number[];
  readonly p50: number;
  readonly p95: number;
}

/** More ticks than this are one dark bar. */
const mostTicks = 400;

export function drawLatency(arms: readonly Calls[]): Drawing {
  const all = arms.flatMap(({ milliseconds }) => milliseconds);
  return draw({
    height: 48 + arms.length * 62,
    marginLeft: 96,
    marginRight: 24,
    marginTop: 8,
    marginBottom: 40,
    x: usesLog(all) ? { type: 'log' } : { domain: [0, Math.max(...all)], nice: true },
    y: { type: 'band', domain: arms.map(({ name }) => name), padding: 0.45 },
    marks: [
      gridX({ ticks: 5 }),
      axisX({
        ticks: 5,
        label: 'milliseconds a call',
        labelAnchor: 'center',
        labelArrow: 'none',
        tickFormat: (value: number) => String(value),
      }),
      axisY({ label: null, tickSize: 0 }),
      ...arms.flatMap(({ arm, name, milliseconds, p50, p95 }) => {
        const { colour } = armLook[arm];
        const every = Math.ceil(milliseconds.length / mostTicks);
        const shown = milliseconds.toSorted((left, right) => left - right).filter((_, index) => index % every === 0);
        const marked = [
          { label: 'p50', value: p50, textAnchor: 'end', dx: 6 },
          { label: 'p95', value: p95, textAnchor: 'start', dx: -6 },
        ] as const;
        return [
          tickX(shown, { x: (value: number) => value, y: () => name, stroke: colour, strokeOpacity: 0.45, strokeWidth: 1.5 }),
          dot(marked, { x: 'value', y: () => name, fill: colour, symbol: 'diamond', r: 5 }),
          // Outwards, so that figures which lie close together do not lie on each other.
          ...marked.map(({ label, value, textAnchor, dx }) =>
            text([value], { x: value, y: () => name, text: () => `${label} ${value.toFixed(1)}`, textAnchor, dx, dy: -25, fontSize: 11.5 }),
          ),
        ];
      }),
    ],
  });
}
