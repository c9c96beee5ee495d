/** A plot with its title, one sentence about it, its legend and its figures. */

import type { ComponentChildren, JSX } from 'preact';
import type { Look } from './plots/colours.js';
import type { Drawing } from './plots/draw.js';
import { keepUnits } from './words.js';

export interface LegendEntry {
  readonly label: string;
  readonly look: Look;
  /** Line and symbol, a bar, or the symbol alone, filled or not. */
  readonly as: 'line' | 'bar' | 'symbol' | 'hollow';
}

interface FigureProps {
  readonly title: string;
  /** What is to be seen, for those who cannot see it and those in a hurry. */
  readonly says: string;
  readonly drawing: Drawing;
  readonly legend?: readonly LegendEntry[];
  readonly children?: ComponentChildren;
}

export function Figure({ title, says, drawing, legend = [], children }: FigureProps): JSX.Element {
  const { width, height, markup } = drawing;
  return (
    <figure>
      <figcaption>
        <b>{title}</b>
        <span>{keepUnits(says)}</span>
      </figcaption>
      {legend.length > 0 && (
        <ul class="legend">
          {legend.map((entry) => (
            <li key={entry.label}>
              <Swatch {...entry} /> {entry.label}
            </li>
          ))}
        </ul>
      )}
      <svg
        class="plot"
        role="img"
        aria-label={`${title}. ${says}`}
        viewBox={`0 0 ${width} ${height}`}
        dangerouslySetInnerHTML={{ __html: markup }}
      />
      {children}
    </figure>
  );
}

/** What few will read: closed on the screen unless it is short, always open on paper. */
export function Details(props: { readonly summary: string; readonly open?: boolean; readonly children: ComponentChildren }): JSX.Element {
  return (
    <details open={props.open}>
      <summary>{props.summary}</summary>
      {props.children}
    </details>
  );
}

const paths: Readonly<Record<string, string>> = {
  circle: 'M14,3.5a3.5,3.5 0 1 0 0.01,0Z',
  diamond: 'M14,2L17.5,7L14,12L10.5,7Z',
  square: 'M10.8,3.8h6.4v6.4h-6.4Z',
  times: 'M10.5,3.5L17.5,10.5M10.5,10.5L17.5,3.5',
};

function Swatch({ look, as }: LegendEntry): JSX.Element {
  const { colour, dash, symbol } = look;
  const path = paths[String(symbol)] ?? '';
  return (
    <svg class="swatch" viewBox="0 0 28 14" aria-hidden="true">
      {as === 'bar' && <rect x="2" y="2" width="24" height="10" fill={colour} />}
      {as === 'line' && <path d="M0,7H28" stroke={colour} stroke-width="2" stroke-dasharray={dash === 'none' ? undefined : dash} />}
      {as === 'symbol' && symbol === 'times' && <path d={path} stroke={colour} stroke-width="2.5" />}
      {as === 'hollow' && <path d={path} fill="none" stroke={colour} stroke-width="1.8" />}
      {(as === 'line' || as === 'symbol') && symbol !== 'times' && <path d={path} fill={colour} />}
    </svg>
  );
}
