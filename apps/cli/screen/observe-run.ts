/** Finds out what is shown of a run in progress: from its workflow, the server and the registry, each asked as seldom as will do. */

import type { NextTimer } from '../../../client/next-timer.js';
import type { ReleaseState, Releases, RunResult, RunState } from '../../../client/releases.js';
import type { PairedWindow } from '../../../domain/look-windows.js';
import type { ArmWindow } from '../../../domain/judge.js';
import { awaitedReview } from '../../../domain/run-state.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { readEvidence, type EvidenceRecord } from '../../../registry/evidence.js';
import { readHead } from '../../../registry/heads.js';
import { parseLookRecord } from '../../../registry/look-record.js';
import { stepsPerSecond, stepsSeen, type StepSeen } from './pace.js';
import { armsOf, factsOf, type LookFacts, type RunFacts, type TrainingFacts } from './run-facts.js';

export interface RunQuestion {
  readonly releases: Releases;
  readonly store: ObjectStore;
  readonly model: string;
  readonly runId: string;
  readonly beginning: Beginning;
}

/** Both null where nobody knows them any more. */
export type Beginning = Pick<RunFacts, 'startedAt' | 'trigger'>;

/** As the model's entity remembers it. */
export function beginningOf(release: ReleaseState | undefined, runId: string): Beginning {
  const decision = release?.decisions.findLast((entry) => entry.runId === runId);
  const startedAt = release?.activeRun?.runId === runId ? release.activeRun.startedAt : decision?.at;
  return { startedAt: startedAt ?? null, trigger: decision?.trigger ?? null };
}

export interface Observation {
  readonly facts: RunFacts;
  /** Since the observation before, oldest first; of the first observation, the latest look alone. */
  readonly newLooks: readonly LookFacts[];
}

export interface Observer {
  /** Looks once. Undefined when Temporal does not know the run. Throws NoWorkerError where no worker answers. */
  now(): Promise<Observation | undefined>;
  /** From its record; nobody but the registry is asked. */
  end(record: RunResult): Promise<Observation>;
}

export function observeRun(question: RunQuestion): Observer {
  const { releases, store, model, runId, beginning } = question;
  const training = observeTraining(question);
  const looks = observeLooks(question);
  const timer = observeTimer(question);
  return {
    async now() {
      const state = await releases.runState(model, runId);
      if (state === undefined) return undefined;
      const newLooks = await looks.fresh(state.rollout !== null);
      const { latest: look, judged } = looks.known();
      const head = state.rollout === null ? undefined : await readHead(store, model, 'production');
      const facts: RunFacts = {
        state,
        ...beginning,
        training: await training(state),
        look,
        liveVerdicts: judged?.verdicts ?? (look === null ? (state.rollout?.verdicts ?? []) : []),
        arms: armsOf(state, head),
        nextTimer: await timer(state, look),
        rollback: null,
      };
      return { facts, newLooks };
    },
    async end(record) {
      const newLooks = await looks.fresh(true);
      return { facts: factsOf(record, looks.known().latest), newLooks };
    },
  };
}

function observeTraining({ releases, model, runId }: RunQuestion): (state: RunState) => Promise<TrainingFacts | null> {
  let seen: readonly StepSeen[] = [];
  return async ({ stage }) => {
    if (stage !== 'train') return null;
    const beat = (await releases.trainingProgress(model, runId)) ?? null;
    if (beat === null) return null;
    // Until its first step the trainer loads: that says nothing about its pace.
    if (beat.step > 0) seen = stepsSeen(seen, { step: beat.step, atMilliseconds: performance.now() });
    return { step: beat.step, maxSteps: beat.maxSteps, loss: beat.loss, stepsPerSecond: stepsPerSecond(seen) };
  };
}

interface Looks {
  /** Those that have come since the last call, oldest first; of the first call, the latest alone. Before a rollout there are none. */
  fresh(hasBegun: boolean): Promise<LookFacts[]>;
  /** `judged`: the latest of this phase that has judged. */
  known(): { readonly latest: LookFacts | null; readonly judged: LookFacts | null };
}

/** The run itself hears of looks only when their outcome changes; their evidence tells all of them, where its store is in reach. */
function observeLooks({ store, model, runId }: RunQuestion): Looks {
  const rollout = { model, rolloutId: runId };
  let next: number | null = null;
  let latest: LookFacts | null = null;
  let judged: LookFacts | null = null;
  return {
    known: () => ({ latest, judged }),
    async fresh(hasBegun) {
      // Looks are numbered without gaps, so their count is the number of the latest.
      next ??= hasBegun ? Math.max(1, (await store.list(`evidence/${model}/${runId}/`)).length) : 1;
      const looks: LookFacts[] = [];
      for (; hasBegun; next += 1) {
        const stored = await readEvidence(store, rollout, next);
        if (stored === undefined) break;
        latest = lookOf(stored.record);
        if (latest.outcome !== null) judged = latest;
        // What canary users saw does not speak for the watch.
        else if (judged?.phase !== latest.phase) judged = null;
        looks.push(latest);
      }
      return looks;
    },
  };
}

function lookOf({ look, at, evidence }: EvidenceRecord): LookFacts {
  const { kind, outcome, verdicts, ledger, candidate = 'candidate', control = 'control' } = parseLookRecord(evidence);
  const phase = ledger.windows.at(-1)?.phase ?? 'canary';
  const windows = ledger.windows.filter((window) => window.phase === phase);
  return {
    number: look,
    at,
    phase,
    outcome: kind === 'opened' ? null : outcome,
    verdicts,
    candidate: { version: candidate, ...sumOf(windows, 'candidate') },
    control: control === null ? null : { version: control, ...sumOf(windows, 'control') },
  };
}

function sumOf(windows: readonly PairedWindow[], arm: 'candidate' | 'control'): ArmWindow {
  const sum = (count: keyof ArmWindow): number => windows.reduce((total, window) => total + window[arm][count], 0);
  return { requests: sum('requests'), errors: sum('errors'), checked: sum('checked'), invalid: sum('invalid') };
}

/** A timer is asked for once: again only when it is over, or something else has happened. */
function observeTimer({ releases, model, runId }: RunQuestion): (state: RunState, look: LookFacts | null) => Promise<NextTimer | null> {
  let known: NextTimer | null = null;
  let since = '';
  return async (state, look) => {
    const { stage, rollout } = state;
    if (stage !== 'approve' && stage !== 'canary' && stage !== 'watch' && awaitedReview(state) === undefined) return null;
    const moment = `${stage} ${rollout?.weightPercent} ${look?.number}`;
    if (known === null || moment !== since || Date.parse(known.at) <= Date.now()) {
      known = (await releases.nextTimer(model, runId, stage)) ?? null;
      since = moment;
    }
    return known;
  };
}
