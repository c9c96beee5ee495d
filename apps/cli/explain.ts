/** Every error that a command can end with, as what, why and next. The only place that knows how each kind is told. */

import type { NoWorkerError } from '../../client/answers.js';
import type { EnvironmentError } from '../../configs/env.js';
import type { SpecError } from '../../configs/load.js';
import type { Explanation } from '../../setup/explained-error.js';

/** Errors are known by name: their classes would load Temporal's client and zod for a mistyped option. */
const noWorker: NoWorkerError['name'] = 'NoWorkerError';
const wrongSpec: SpecError['name'] = 'SpecError';
const wrongEnvironment: EnvironmentError['name'] = 'EnvironmentError';

export function explain(error: unknown): Explanation {
  if (!(error instanceof Error)) return unexpected(String(error), typeof error);
  if ('explanation' in error) return error.explanation as Explanation;
  const [what = '', ...mistakes] = error.message.split('\n').map((line) => line.trim());
  const why = mistakes.join('\n');
  switch (error.name) {
    case wrongSpec:
      return { what, why, next: `correct the file, then: slipway check ${(error as SpecError).file}` };
    case wrongEnvironment:
      return { what, why, next: 'set each to what is expected, or unset it for its default' };
    case noWorker:
      return {
        what: 'no worker answered',
        why: 'the Temporal server is there, and nobody does its work',
        next: 'start one with: slipway up',
      };
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
