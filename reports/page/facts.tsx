/** Pairs of a name and a value, with the small values that stand in them. Long ones have a line of their own, many small ones stand in columns. */

import type { ComponentChildren, JSX } from 'preact';
import { timeText } from './words.js';

export type Fact = readonly [name: string, value: ComponentChildren];

export function Facts(props: { readonly facts: readonly Fact[]; readonly as?: 'long' | 'small' }): JSX.Element {
  return (
    <dl class={`facts ${props.as ?? ''}`}>
      {props.facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A digest whole, so that it can be compared and copied; it breaks where the line ends. */
export function Digest(props: { readonly sha256: string | null | undefined; readonly absent: string }): JSX.Element {
  const { sha256, absent } = props;
  return sha256 === null || sha256 === undefined ? <span class="absent">{absent}</span> : <code class="digest">{sha256}</code>;
}

/** Breaks between its words only: half an option is no option. */
export function Command({ line }: { readonly line: string }): JSX.Element {
  const words = line.split(' ');
  return (
    <code class="command">
      {words.map((word, index) => (
        <>
          {index > 0 && ' '}
          <span>{word}</span>
        </>
      ))}
    </code>
  );
}

interface TimeProps {
  readonly at: string;
  /** To the millisecond, where seconds tell nothing. */
  readonly precise?: boolean;
  /** The day that stands above already. */
  readonly after?: string | undefined;
}

export function Time({ at, precise = false, after }: TimeProps): JSX.Element {
  const text = timeText(at, precise ? 23 : 19);
  return <time dateTime={at}>{after === undefined ? text : text.replace(`${after} `, '')}</time>;
}
