/** Draws a plot without a browser, as the inside of an SVG that the page's own style sheet colours for light, dark and paper. */

import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Elements inside the `svg`; every text in them is escaped. */
  readonly markup: string;
}

/** Of every plot: readable when it is shrunk to a phone, and two fit beside each other on a desktop. */
const width = 420;

/** Attributes whose figures are places on the screen: a tenth of a pixel is enough. */
const placed = / (?:d|x|y|x1|x2|y1|y2|cx|cy|r|width|height|transform)="[^"]*"/g;

/** The same options give the same markup: nothing in it counts up from plot to plot. */
export function draw(options: PlotOptions & { readonly height: number }): Drawing {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = plot({ width, ...options, document });
  svg.querySelector('style')?.remove();
  const markup = svg.innerHTML
    // The whole plot is one image with a description; names of its parts would be read as nonsense.
    .replaceAll(/ aria-(?:label|hidden|description)="[^"]*"/g, '')
    .replaceAll(placed, (attribute) =>
      attribute.replaceAll(/-?\d+\.\d+(?:e-?\d+)?/g, (figure) => String(Math.round(Number(figure) * 10) / 10)),
    );
  return { width, height: options.height, markup };
}
