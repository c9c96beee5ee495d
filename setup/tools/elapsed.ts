/** For steps of which nobody knows the end: what is done, and how long it has taken so far. */

import type { SetupContext } from '../report.js';

export interface Step {
  readonly part: string;
  /** `compiles versitygw v1.8.0`. */
  readonly text: string;
  /** How far it is, in words that change; empty when there is nothing to tell. */
  detail?(): string;
}

const everyMilliseconds = 15_000;

export async function withElapsed<Result>({ report }: SetupContext, step: Step, work: () => Promise<Result>): Promise<Result> {
  const { part, text, detail } = step;
  const begun = performance.now();
  report({ part, text });
  const tell = (): void => {
    const parts = [`${Math.round((performance.now() - begun) / 1000)} s so far`, detail?.() ?? ''].filter((each) => each !== '');
    report({ part, text: `${text}: ${parts.join(', ')}`, aside: true });
  };
  const telling = setInterval(tell, everyMilliseconds);
  return work().finally(() => clearInterval(telling));
}
