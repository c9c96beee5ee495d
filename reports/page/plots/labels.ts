/** Shares of labels before and in the new data, side by side. */

import { axisFy, axisX, barX, gridX, text } from '@observablehq/plot';
import { firstLook, secondLook } from './colours.js';
import { draw, type Drawing } from './draw.js';

export interface LabelShare {
  readonly label: string;
  readonly before: number | null;
  readonly now: number;
}

const rowHeight = 32;
const longest = 22;
const pixelsPerLetter = 7;

export function drawLabels(labels: readonly LabelShare[]): Drawing {
  const bars = labels.flatMap(({ label, before, now }) => [
    ...(before === null ? [] : [{ label, which: 'before', percent: before * 100 }]),
    { label, which: 'new', percent: now * 100 },
  ]);
  const which = bars.some((bar) => bar.which === 'before') ? ['before', 'new'] : ['new'];
  const letters = Math.max(...labels.map(({ label }) => Math.min(longest, label.length)));
  // Beside long names there is room for few.
  const ticks = letters > 14 ? 3 : 4;
  return draw({
    height: 34 + rowHeight * labels.length,
    marginLeft: Math.max(64, 26 + pixelsPerLetter * letters),
    marginRight: 48,
    marginTop: 4,
    marginBottom: 30,
    x: { domain: [0, Math.max(...bars.map(({ percent }) => percent)) || 1], nice: true },
    y: { axis: null, domain: which, padding: 0.1 },
    fy: { axis: null, domain: labels.map(({ label }) => label), padding: 0.25 },
    marks: [
      gridX({ ticks }),
      axisX({ ticks, label: null, tickFormat: (percent: number) => `${percent} %` }),
      axisFy({ anchor: 'left', label: null, tickFormat: (label: string) => shortened(label) }),
      barX(bars, {
        x: 'percent',
        y: 'which',
        fy: 'label',
        fill: ({ which: series }: { which: string }) => (series === 'new' ? secondLook.colour : firstLook.colour),
      }),
      text(bars, {
        x: 'percent',
        y: 'which',
        fy: 'label',
        text: ({ percent }: { percent: number }) => percent.toFixed(1),
        dx: 4,
        textAnchor: 'start',
        fontSize: 11,
      }),
    ],
  });
}

/** Long names often begin alike, so both ends are kept. */
function shortened(label: string): string {
  return label.length <= longest ? label : `${label.slice(0, 10)}…${label.slice(-11)}`;
}
