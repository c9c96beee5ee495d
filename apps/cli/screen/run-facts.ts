/** Everything that is shown of one run at one moment, and what follows from it. Data only. */

import type { RunResult, RunState } from '../../../client/releases.js';
import type { NextTimer } from '../../../client/next-timer.js';
import type { ArmWindow } from '../../../domain/judge.js';
import type { Arm } from '../../../domain/route.js';
import type { RollbackReport, Trigger } from '../../../domain/run-state.js';
import type { Verdict, VerdictOutcome } from '../../../domain/verdict.js';
import type { Head } from '../../../registry/heads.js';

export interface RunFacts {
  readonly state: RunState;
  /** Both null where nobody knows them any more. */
  readonly startedAt: string | null;
  readonly trigger: Trigger | null;
  readonly training: TrainingFacts | null;
  /** The latest one; null before the first, and where its evidence is out of reach. */
  readonly look: LookFacts | null;
  readonly liveVerdicts: readonly Verdict[];
  readonly arms: readonly ArmShare[];
  readonly nextTimer: NextTimer | null;
  /** Known once the run has ended. */
  readonly rollback: RollbackReport | null;
}

export interface TrainingFacts {
  readonly step: number;
  readonly maxSteps: number | null;
  readonly loss: number | null;
  /** Null until it was watched for two steps. */
  readonly stepsPerSecond: number | null;
}

export interface LookFacts {
  /** From 1, over the whole rollout; the opening of a step takes a number too. */
  readonly number: number;
  readonly at: string;
  readonly phase: 'canary' | 'watch';
  /** Null at the opening of a step, when there is nothing to judge yet. */
  readonly outcome: VerdictOutcome | null;
  readonly verdicts: readonly Verdict[];
  /** Counted in this phase. */
  readonly candidate: LookCounts;
  /** Null in a first release. */
  readonly control: LookCounts | null;
}

export interface LookCounts extends ArmWindow {
  readonly version: string;
}

export interface ArmShare {
  readonly arm: Arm;
  readonly version: string;
  readonly weightPercent: number;
}

/** Who serves which share while a rollout is under way; empty before and after. */
export function armsOf({ rollout, outcome }: RunState, head: Head | undefined): readonly ArmShare[] {
  if (rollout === null || outcome !== null) return [];
  const { stage, version, weightPercent } = rollout;
  const candidate: ArmShare = { arm: 'candidate', version, weightPercent };
  // The head moves at the start of the watch: from then on the old champion is the one before it.
  const before = head?.version === version ? head.previous?.version : head?.version;
  if (before === undefined) return weightPercent === 0 ? [] : [candidate];
  const other: ArmShare = { arm: stage === 'watch' ? 'holdback' : 'champion', version: before, weightPercent: 100 - weightPercent };
  return [other, candidate].filter((share) => share.weightPercent > 0);
}

/** A run that has ended, from its record and the latest look that is known. */
export function factsOf(record: RunResult, look: LookFacts | null): RunFacts {
  const { model, runId, stages, verdicts, version, outcome, reason, evidence, trigger } = record;
  const evidenceSha256 = evidence?.sha256 ?? null;
  const state: RunState = {
    model,
    runId,
    stage: 'ended',
    progress: reason,
    stages,
    verdicts,
    version,
    outcome,
    evidenceSha256,
    rollout: null,
  };
  const { liveVerdicts, rollback } = record;
  const startedAt = stages[0]?.startedAt ?? null;
  return { state, startedAt, trigger, training: null, look, liveVerdicts, arms: [], nextTimer: null, rollback };
}

/** When the stage in progress began: the one before ended in that moment. */
export function stageStartedAt({ state, startedAt }: RunFacts): string | null {
  return state.stages.at(-1)?.endedAt ?? startedAt;
}
