/** What the demo promises, as checks: a sentence for each promise that was not kept. The demo succeeds only if there is none. */

import type { RunResult } from '../../../workflows/contract.js';
import type { DemoSummary } from './summary.js';

export interface Observed {
  readonly first: RunResult;
  readonly second: RunResult;
  readonly permuted: RunResult;
  readonly faulty: RunResult;
  /** Version and route revision that served before and after the run with permuted labels. */
  readonly production: { readonly before: string; readonly after: string };
  readonly servedAtEnd: string;
}

export function brokenPromises(observed: Observed, summary: DemoSummary): string[] {
  const { first, second, permuted, faulty, production } = observed;
  const failing = (result: RunResult): string[] =>
    [...result.verdicts, ...result.liveVerdicts].filter((verdict) => verdict.verdict === 'fail').map((verdict) => verdict.gate);
  const promises: [boolean, string][] = [
    [first.outcome === 'released' && first.version === 'v1', `v1: expected released, got ${told(first)}`],
    [second.outcome === 'released' && second.version === 'v2', `v2: expected released, got ${told(second)}`],
    [second.stages.some((stage) => stage.name === 'canary'), 'v2: expected a canary'],
    [permuted.outcome === 'rejected', `v3: expected rejected, got ${told(permuted)}`],
    [failing(permuted).includes('accuracy'), `v3: expected the accuracy gate to fail, these did: ${failing(permuted).join(', ')}`],
    [failing(permuted).includes('regression'), `v3: expected the regression gate to fail, these did: ${failing(permuted).join(', ')}`],
    [production.before === production.after, `v3: expected production untouched, was ${production.before}, is ${production.after}`],
    [faulty.outcome === 'rolled-back' && faulty.version === 'v4', `v4: expected rolled-back, got ${told(faulty)}`],
    [isSeenFailing(faulty), `v4: expected a monitor or the guardrail to see its answers fail, got ${told(faulty)}`],
    [summary.rollbacks[0]?.from === 'v4' && summary.rollbacks[0].to === 'v2', 'expected the first rollback from v4 to v2'],
    [(summary.rollbacks[0]?.badAnswers ?? 0) > 0, 'expected users to have seen bad answers of v4'],
    [summary.rollbacks[1]?.trigger === 'requested' && summary.rollbacks[1].to === 'v1', 'expected the second rollback to v1, by hand'],
    [observed.servedAtEnd === 'v1', `expected v1 to serve at the end, ${observed.servedAtEnd} does`],
  ];
  return promises.filter(([kept]) => !kept).map(([, sentence]) => sentence);
}

/** Errors and broken answers are as many: which of them is beyond doubt first, or whether the gateway notices before a look does, is chance. */
function isSeenFailing({ rollback, liveVerdicts }: RunResult): boolean {
  return rollback?.trigger === 'guardrail' || liveVerdicts.some(({ verdict }) => verdict === 'fail');
}

function told(result: RunResult): string {
  return `${result.version ?? result.runId} ${result.outcome}: ${result.reason}`;
}
