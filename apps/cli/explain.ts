/** Every error that a command can end with, as what, why and next. The only place that knows how each kind is told. */

import type { EnvironmentError } from '../../configs/env.js';
import type { SpecError } from '../../configs/load.js';
import { ExplainedError, type Explanation } from '../../domain/explained-error.js';

/** Errors are known by name: their classes would load Temporal's client and zod for a mistyped option. */
const wrongSpec: SpecError['name'] = 'SpecError';
const wrongEnvironment: EnvironmentError['name'] = 'EnvironmentError';

export function explain(error: unknown): Explanation {
  if (!(error instanceof Error)) return unexpected(String(error), typeof error);
  if (error instanceof ExplainedError) return error.explanation;
  const [what = '', ...mistakes] = error.message.split('\n').map((line) => line.trim());
  const why = mistakes.join('\n');
  switch (error.name) {
    case wrongSpec:
      return { what, why, next: `correct the file, then: slipway check ${(error as SpecError).file}` };
    case wrongEnvironment:
      return { what, why, next: 'set each to what is expected, or unset it for its default' };
    default:
      return unexpected(error.message, error.name);
  }
}

function unexpected(message: string, kind: string): Explanation {
  const [what = '', ...rest] = message.split('\n').filter((line) => line.trim() !== '');
  return {
    what: what === '' ? kind : what,
    why: [`this was not expected (${kind})`, ...rest].join('\n'),
    next: 'slipway doctor examines this machine; SLIPWAY_DEBUG=1 before the same command shows where it failed',
  };
}
