/** How the losses fell, step by step. */

import { axisX, axisY, dot, gridY, line } from '@observablehq/plot';
import type { TrainingCurves } from '../../../registry/training-curves.js';
import { firstLook, secondLook } from './colours.js';
import { draw, type Drawing } from './draw.js';

export function drawLosses({ train, validation }: TrainingCurves): Drawing {
  const losses = [...train, ...validation].map(({ loss }) => loss);
  const isLog = usesLog(losses);
  const smallest = Math.min(...losses);
  const largest = Math.max(...losses);
  const ticks = isLog ? decades(smallest, largest) : 5;
  const place = { x: 'step', y: 'loss' } as const;
  return draw({
    height: 250,
    marginLeft: 52,
    marginRight: 16,
    marginTop: 10,
    marginBottom: 38,
    x: { domain: [0, Math.max(1, ...[...train, ...validation].map(({ step }) => step))] },
    y: isLog ? { type: 'log', domain: [smallest, largest] } : { domain: [Math.min(0, smallest), largest], nice: true },
    marks: [
      gridY({ ticks }),
      axisY({ ticks, label: null, tickFormat: (loss: number) => String(Number(loss.toPrecision(3))) }),
      axisX({ ticks: 6, label: 'step', labelAnchor: 'center', labelArrow: 'none' }),
      line(train, { ...place, stroke: firstLook.colour, strokeWidth: 1.8 }),
      line(validation, { ...place, stroke: secondLook.colour, strokeWidth: 1.8, strokeDasharray: secondLook.dash }),
      ...(validation.length <= 60 ? [dot(validation, { ...place, fill: secondLook.colour, symbol: secondLook.symbol, r: 3.5 })] : []),
    ],
  });
}

/** Where the largest loss is many times the smallest, the end of training would be a flat line at 0. */
export function usesLog(losses: readonly number[]): boolean {
  const smallest = Math.min(...losses);
  return smallest > 0 && Math.max(...losses) / smallest > 10;
}

/** Powers of ten, with 3 in between where they alone would be few. */
function decades(smallest: number, largest: number): number[] {
  const from = Math.floor(Math.log10(smallest));
  const to = Math.ceil(Math.log10(largest));
  const factors = to - from > 3 ? [1] : [1, 3];
  const ticks: number[] = [];
  for (let power = from; power <= to; power += 1) ticks.push(...factors.map((factor) => factor * 10 ** power));
  return ticks.filter((tick) => tick >= smallest && tick <= largest);
}
