/** What `slipway status` prints of all models: a line each. */

import type { ReleaseState, RunState } from '../../../client/releases.js';
import { awaitedReview, needsDataReview } from '../../../domain/run-state.js';
import type { Head } from '../../../registry/heads.js';
import type { RunRecord } from '../../../registry/runs.js';
import { inTable, withoutControls, type Cell } from './layout.js';
import { clockText } from './moments.js';
import { outcomeColour } from './outcome.js';
import type { Sheet } from './sheet.js';

export interface ModelFacts {
  readonly model: string;
  /** Of production. */
  readonly head: Head | null;
  /** Null where the model has no entity yet, and where nobody answered. */
  readonly release: ReleaseState | null;
  /** The run in progress. */
  readonly active: RunState | null;
  readonly lastRun: RunRecord | null;
  readonly silence: string | null;
}

/** No line is wider than the sheet. */
export function drawOverview(unclean: readonly ModelFacts[], sheet: Sheet): string[] {
  const models = withoutControls(unclean);
  const head = ['model', 'serves', 'since', 'in progress', 'last run'].map((text) => ({ text, draw: sheet.paint.dim }));
  return inTable([head, ...models.map((facts) => cellsOf(facts, sheet))], sheet.width);
}

function cellsOf(facts: ModelFacts, sheet: Sheet): Cell[] {
  const { model, head, lastRun } = facts;
  return [
    { text: model },
    { text: head?.version ?? '–' },
    { text: head === null ? '–' : clockText(head.at, sheet) },
    { text: progressText(facts) },
    lastRun === null
      ? { text: '–' }
      : { text: `${lastRun.outcome} ${lastRun.version ?? ''}`, draw: outcomeColour(lastRun.outcome, sheet.paint) },
  ];
}

function progressText({ release, active, silence }: ModelFacts): string {
  if (silence !== null) return 'not known';
  if (active === null) return release?.paused === true ? 'paused' : '–';
  if (awaitedReview(active) !== undefined) return needsDataReview;
  const { stage, rollout } = active;
  return rollout === null ? stage : `${stage} ${rollout.weightPercent} %`;
}
