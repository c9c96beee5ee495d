/** An outcome as word, sign and colour: the colour alone never says it. */

import type { JSX } from 'preact';
import type { Verdict, VerdictOutcome } from '../../domain/verdict.js';

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

const signs: Readonly<Record<Tone, string>> = { good: '✓', warn: '!', bad: '✕', plain: '–' };
const tones: Readonly<Record<VerdictOutcome, Tone>> = { pass: 'good', inconclusive: 'warn', fail: 'bad' };

export function Badge(props: { readonly tone: Tone; readonly word: string }): JSX.Element {
  const { tone, word } = props;
  return (
    <span class={`badge ${tone}`}>
      <span aria-hidden="true">{signs[tone]}</span> {word}
    </span>
  );
}

export function OutcomeBadge(props: { readonly outcome: VerdictOutcome }): JSX.Element {
  return <Badge tone={tones[props.outcome]} word={props.outcome} />;
}

/** Of a gate, a monitor or a check of data. */
export function VerdictBadge(props: { readonly verdict: Pick<Verdict, 'verdict' | 'severity' | 'flagged'> }): JSX.Element {
  const { verdict, flagged, severity } = props.verdict;
  const soft = verdict !== 'pass' && severity === 'warn';
  return (
    <>
      <Badge tone={soft ? 'warn' : tones[verdict]} word={verdict} />
      {flagged === true && <Badge tone="warn" word="flagged" />}
    </>
  );
}
