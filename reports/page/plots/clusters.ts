/** The largest clusters of duplicates, a bar each. */

import { axisX, axisY, barX, gridX, text } from '@observablehq/plot';
import { secondLook } from './colours.js';
import { draw, type Drawing } from './draw.js';

export interface Cluster {
  /** Different for each. */
  readonly name: string;
  readonly size: number;
}

const longest = 22;

export function drawClusters(clusters: readonly Cluster[]): Drawing {
  const largest = Math.max(1, ...clusters.map(({ size }) => size));
  return draw({
    height: 46 + clusters.length * 22,
    marginLeft: 168,
    marginRight: 44,
    marginTop: 4,
    marginBottom: 38,
    x: { domain: [0, largest] },
    y: { domain: clusters.map(({ name }) => name), padding: 0.25 },
    marks: [
      gridX({ ticks: 5 }),
      axisX({ ticks: Math.min(5, largest), label: 'examples', labelAnchor: 'center', labelArrow: 'none' }),
      axisY({ label: null, tickSize: 0, tickFormat: (name: string) => ending(name) }),
      barX(clusters, { x: 'size', y: 'name', fill: secondLook.colour }),
      text(clusters, {
        x: 'size',
        y: 'name',
        text: ({ size }: Cluster) => size.toLocaleString('en-US'),
        dx: 5,
        textAnchor: 'start',
        fontSize: 11.5,
      }),
    ],
  });
}

/** Of a place the end says most: the file without its folders, and the line. */
function ending(name: string): string {
  const file = name.slice(name.lastIndexOf('/') + 1);
  return file.length <= longest ? file : `…${file.slice(1 - longest)}`;
}
