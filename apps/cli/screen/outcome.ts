/** How the end of a run is told: in one line, in colour, and as the exit code that scripts rely on. */

import type { RunResult } from '../../../client/releases.js';
import type { RunOutcome } from '../../../domain/run-state.js';
import type { Painter } from '../colours.js';
import { exitCodes } from '../exit-codes.js';
import { plainText } from './layout.js';

/** `ft-2026-11-21-001 released v2: 5 looks, none failed` */
export function finalLine({ runId, outcome, version, reason }: Pick<RunResult, 'runId' | 'outcome' | 'version' | 'reason'>): string {
  return plainText(`${runId} ${outcome}${version === null ? '' : ` ${version}`}: ${reason}`);
}

/** What comes after the end of a run. */
export function reportHint({ model, runId }: Pick<RunResult, 'model' | 'runId'>): string {
  return `the whole story: slipway report ${model}/${runId}`;
}

/** Unproven means that nobody could tell whether the release is good: no success. */
export function exitCodeAfter(outcome: RunOutcome): number {
  return outcome === 'released' || outcome === 'skipped' ? exitCodes.done : exitCodes.failed;
}

export function outcomeColour(outcome: RunOutcome, paint: Painter): (text: string) => string {
  switch (outcome) {
    case 'released':
      return paint.green;
    case 'released-unproven':
    case 'skipped':
    case 'cancelled':
      return paint.yellow;
    case 'rejected':
    case 'rolled-back':
    case 'data-rejected':
    case 'failed':
    case 'expired':
      return paint.red;
    default:
      throw new Error(`unknown outcome ${String(outcome satisfies never)}`);
  }
}
