/** The frame of a first screen: an outcome in one sentence, and under it the answers that somebody looks for first. */

import type { ComponentChildren, JSX } from 'preact';
import { Badge, type Tone } from './badge.js';
import { Command } from './facts.js';
import type { NextStep } from './next-steps.js';

interface FirstScreenProps {
  readonly tone: Tone;
  readonly word: string;
  readonly sentence: string;
  /** What the page is about. */
  readonly kicker: ComponentChildren;
  /** `Answer`s. */
  readonly answers: ComponentChildren;
  readonly children?: ComponentChildren;
}

export function FirstScreen({ tone, word, sentence, kicker, answers, children }: FirstScreenProps): JSX.Element {
  return (
    <header class={`head ${tone}`}>
      <p class="kicker">{kicker}</p>
      <h1>
        <Badge tone={tone} word={word} /> {sentence}
      </h1>
      <div class="answers">{answers}</div>
      {children}
    </header>
  );
}

export function Answer(props: { readonly title: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}

export function Reasons({ reasons }: { readonly reasons: readonly string[] }): JSX.Element {
  return (
    <>
      {reasons.map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
    </>
  );
}

export function Steps({ steps }: { readonly steps: readonly NextStep[] }): JSX.Element {
  return (
    <>
      {steps.map(({ text, command }) => (
        <p key={text}>
          {text} {command !== undefined && <Command line={command} />}
        </p>
      ))}
    </>
  );
}
