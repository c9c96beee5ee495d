/** Verdicts for tests that are about something else: a blocking pass, but for what the test names. */

import type { Verdict } from '../../domain/verdict.js';

export function aVerdict(differing: Partial<Verdict> = {}): Verdict {
  return {
    gate: 'accuracy',
    verdict: 'pass',
    severity: 'block',
    observed: 0.9,
    limit: 0.88,
    samples: 200,
    reason: 'It is good.',
    ...differing,
  };
}
