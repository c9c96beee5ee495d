/** How long each stage took. */

import { axisX, axisY, barX, gridX, text } from '@observablehq/plot';
import { spanText } from '../words.js';
import { firstLook } from './colours.js';
import { draw, type Drawing } from './draw.js';
import { unitFor } from './elapsed.js';

export interface StageSpan {
  readonly name: string;
  readonly milliseconds: number;
}

export function drawStages(spans: readonly StageSpan[]): Drawing {
  const longest = Math.max(1, ...spans.map(({ milliseconds }) => milliseconds));
  const unit = unitFor(longest);
  return draw({
    height: 46 + spans.length * 24,
    marginLeft: 70,
    marginRight: 84,
    marginTop: 4,
    marginBottom: 38,
    x: { domain: [0, longest / unit.milliseconds] },
    y: { domain: spans.map(({ name }) => name), padding: 0.25 },
    marks: [
      gridX({ ticks: 5 }),
      axisX({ ticks: 5, label: unit.name, labelAnchor: 'center', labelArrow: 'none' }),
      axisY({ label: null, tickSize: 0 }),
      barX(spans, { x: ({ milliseconds }: StageSpan) => milliseconds / unit.milliseconds, y: 'name', fill: firstLook.colour }),
      text(spans, {
        x: ({ milliseconds }: StageSpan) => milliseconds / unit.milliseconds,
        y: 'name',
        text: ({ milliseconds }: StageSpan) => spanText(milliseconds),
        dx: 5,
        textAnchor: 'start',
        fontSize: 11.5,
      }),
    ],
  });
}
