/** Runs to draw: one that has just begun, with what a test changes; and one in each stage. */

import fc from 'fast-check';
import picocolors from 'picocolors';
import type { LookFacts, RunFacts } from '../../../../apps/cli/screen/run-facts.js';
import type { Sheet } from '../../../../apps/cli/screen/sheet.js';
import type { RunOutcome, Stage } from '../../../../domain/run-state.js';
import type { RolloutState, RunState } from '../../../../workflows/contract.js';
import { aVerdict } from '../../../support/verdicts.js';

/** The stages end a minute after each other; it is 12:30:30. */
const begin = Date.parse('2026-11-21T12:00:00Z');
const minute = 60_000;

export function aSheet(differing: Partial<Sheet> = {}): Sheet {
  return {
    width: 80,
    nowMilliseconds: begin + 30 * minute + 30_000,
    timeZone: 'UTC',
    paint: picocolors.createColors(false),
    ...differing,
  };
}

export function aRunState(differing: Partial<RunState> = {}): RunState {
  return {
    model: 'support-triage',
    runId: 'ft-2026-11-21-002',
    stage: 'validate',
    progress: 'reading 1 sources',
    stages: [],
    verdicts: [],
    version: null,
    outcome: null,
    evidenceSha256: null,
    rollout: null,
    ...differing,
  };
}

export function someFacts(differing: Partial<RunFacts> = {}): RunFacts {
  return {
    state: aRunState(),
    startedAt: at(0),
    trigger: { kind: 'new-data', source: 'team-data', fingerprint: 'x', observed: '300 more tickets', at: at(0) },
    training: null,
    look: null,
    liveVerdicts: [],
    arms: [],
    nextTimer: null,
    rollback: null,
    ...differing,
  };
}

export function aLook(differing: Partial<LookFacts> = {}): LookFacts {
  return {
    number: 7,
    at: '2026-11-21T12:29:30Z',
    phase: 'canary',
    outcome: 'pass',
    verdicts: [aLiveVerdict],
    candidate: { version: 'v2', requests: 400, errors: 2, checked: 400, invalid: 0 },
    control: { version: 'v1', requests: 7600, errors: 0, checked: 7600, invalid: 0 },
    ...differing,
  };
}

export const aLiveVerdict = aVerdict({ gate: 'error-rate', observed: 0.5, limit: 2, samples: 400, reason: 'No worse than its control.' });

export const fiveGates = ['accuracy', 'regression', 'latency', 'safety', 'model-size'].map((gate) => aVerdict({ gate }));

const order: readonly Stage[] = ['validate', 'train', 'package', 'evaluate', 'gate', 'approve', 'register', 'stage', 'canary', 'watch'];

export const everyStage = order;

/** With all that is known in this stage. */
export function inStage(stage: Stage, differing: Partial<RunFacts> = {}): RunFacts {
  const before = order.slice(0, order.indexOf(stage)).filter((name) => name !== 'approve');
  const stages = before.map((name, index) => ({ name, startedAt: at(index), endedAt: at(index + 1) }));
  const isJudged = order.indexOf(stage) > order.indexOf('gate');
  const isLive = stage === 'stage' || stage === 'canary' || stage === 'watch';
  const rollout: RolloutState | null = isLive
    ? {
        stage,
        version: 'v2',
        weightPercent: { stage: 0, canary: 5, watch: 98 }[stage],
        looks: 1,
        lastOutcome: 'pass',
        verdicts: [],
        nextTimerAt: null,
        extended: false,
      }
    : null;
  const state = aRunState({
    stage,
    stages,
    progress: `what ${stage} does`,
    rollout,
    ...(isJudged ? { verdicts: fiveGates, evidenceSha256: 'c0ffee'.padEnd(64, '0') } : {}),
    ...(isLive ? { version: 'v2' } : {}),
  });
  return someFacts({
    state,
    ...(stage === 'train' ? { training: { step: 120, maxSteps: 160, loss: 0.0421, stepsPerSecond: 2 } } : {}),
    ...(stage === 'canary' || stage === 'watch' ? live(stage) : {}),
    ...differing,
  });
}

function live(stage: 'canary' | 'watch'): Partial<RunFacts> {
  const look = aLook({ phase: stage });
  const other = stage === 'watch' ? ('holdback' as const) : ('champion' as const);
  const weightPercent = stage === 'watch' ? 98 : 5;
  return {
    look,
    liveVerdicts: look.verdicts,
    arms: [
      { arm: other, version: 'v1', weightPercent: 100 - weightPercent },
      { arm: 'candidate', version: 'v2', weightPercent },
    ],
    nextTimer: { at: '2026-11-21T12:34:30Z', what: `look 8 (${stage})` },
  };
}

/** A run that waits for a person to look at its data. */
export function held(): RunFacts {
  const report = { key: 'r', sha256: 'c0ffee'.padEnd(64, '0'), bytes: 10 };
  const dataReview = { reason: 'label "refund" was never seen', dataset: 'd'.repeat(64), report, answer: null };
  return someFacts({ state: aRunState({ progress: `needs-data-review: ${dataReview.reason}`, dataReview }) });
}

export function ended(outcome: RunOutcome, last: Stage): RunFacts {
  const { state } = inStage(last);
  const stages = [...state.stages, { name: last, startedAt: at(state.stages.length), endedAt: at(state.stages.length + 1) }];
  return someFacts({ state: { ...state, stages, stage: 'ended', outcome, progress: 'it ended so', rollout: null } });
}

function at(minutes: number): string {
  return new Date(begin + minutes * minute).toISOString();
}

/** Words of any length, wide letters, and what would move a cursor. */
export const someText = fc
  .array(fc.constantFrom('refund', ' ', '日本語', '😀', 'é', '\n', '\u001b[31m', '\u001b[2J', '\t', 'x'.repeat(90)), { maxLength: 10 })
  .map((parts) => parts.join(''));

const wide = /[\u3040-\u9fff]|\p{Emoji_Presentation}/gu;

/** In columns. For the letters of `someText` and those of the drawings. */
export function widthOfText(line: string): number {
  return line.replaceAll(wide, 'xx').length;
}
