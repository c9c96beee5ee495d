/** Shares of ordered buckets, such as lengths or scores, as columns: two beside each other where there is a set before. */

import { axisX, axisY, gridY, rectY } from '@observablehq/plot';
import { firstLook, secondLook } from './colours.js';
import { draw, type Drawing } from './draw.js';

export interface Bucket {
  /** Short: it stands under its column. */
  readonly tick: string;
  /** 0 to 1; null without a set before. */
  readonly before: number | null;
  readonly now: number;
}

interface Column {
  readonly from: number;
  readonly to: number;
  readonly percent: number;
}

/** So many texts fit under the columns; where there are more columns, every second or third has one. */
const mostTicks = 12;

/** @param label of the buckets' axis */
export function drawColumns(buckets: readonly Bucket[], label: string): Drawing {
  const hasBefore = buckets.some(({ before }) => before !== null);
  const [left, middle, right] = [0.1, hasBefore ? 0.5 : 0.1, 0.9];
  const old = buckets.map(({ before }, at): Column => ({ from: at + left, to: at + middle, percent: (before ?? 0) * 100 }));
  const fresh = buckets.map(({ now }, at): Column => ({ from: at + middle, to: at + right, percent: now * 100 }));
  const every = Math.ceil(buckets.length / mostTicks);
  const place = { x1: 'from', x2: 'to', y: 'percent' } as const;
  return draw({
    height: 220,
    marginLeft: 48,
    marginRight: 12,
    marginTop: 10,
    marginBottom: 40,
    x: { domain: [0, buckets.length] },
    y: { domain: [0, Math.max(1, ...[...old, ...fresh].map(({ percent }) => percent))], nice: true },
    marks: [
      gridY({ ticks: 5 }),
      axisY({ ticks: 5, label: null, tickFormat: (percent: number) => `${percent} %` }),
      ...(hasBefore ? [rectY(old, { ...place, fill: firstLook.colour })] : []),
      rectY(fresh, { ...place, fill: secondLook.colour }),
      axisX({
        ticks: buckets.map((_, at) => at + 0.5).filter((_, at) => at % every === 0),
        tickFormat: (at: number) => buckets[Math.floor(at)]?.tick ?? '',
        label,
        labelAnchor: 'center',
        labelArrow: 'none',
      }),
    ],
  });
}
