/** What the looks of a rollout add up to: counts by arm, the candidate's weight and the outcomes, each at its time. */

import type { ArmWindow } from '../../domain/judge.js';
import type { PairedWindow } from '../../domain/look-windows.js';
import type { Arm } from '../../domain/route.js';
import type { VerdictOutcome } from '../../domain/verdict.js';
import type { ReportLook, RunReportData } from '../report-data.js';
import { keepUnits } from './words.js';

export interface ArmCounts extends ArmWindow {
  readonly arm: Arm;
}

export interface LookPoint {
  readonly number: number;
  readonly at: string;
  /** Since the first look. */
  readonly milliseconds: number;
  /** Opened: a new weight began; there was nothing to judge yet. */
  readonly kind: 'opened' | 'judged';
  readonly outcome: VerdictOutcome;
  readonly phase: 'canary' | 'watch';
  /** From 0; the watch comes after the last. */
  readonly step: number;
  /** The candidate's; null where neither the look nor the pipeline file was recorded with it. */
  readonly weightPercent: number | null;
  /** Added up since the phase began, as the judge reads them. */
  readonly total: readonly ArmCounts[];
  /** Counted since the look before. */
  readonly since: readonly ArmCounts[];
  readonly look: ReportLook;
}

export function lookPoints(data: RunReportData): LookPoint[] {
  const start = Date.parse(data.looks[0]?.at ?? '');
  return data.looks.flatMap((look, index) => {
    const { windows } = look.record.ledger;
    const current = windows.at(-1);
    if (current === undefined) return [];
    const { phase, step } = current;
    const arms = armsOf(data, phase);
    const now = sumOf(windows);
    const before = sumOf(data.looks[index - 1]?.record.ledger.windows ?? []);
    const inPhase = sumOf(windows.filter((window) => window.phase === phase));
    return {
      number: look.number,
      at: look.at,
      milliseconds: Date.parse(look.at) - start,
      kind: look.record.kind,
      outcome: look.record.outcome,
      phase,
      step,
      weightPercent: look.record.weightPercent ?? plannedWeight(data, { phase, step }),
      total: arms.map((arm) => ({ arm, ...inPhase[sideOf(arm)] })),
      since: arms.map((arm) => ({ arm, ...combine(now[sideOf(arm)], before[sideOf(arm)], -1) })),
      look,
    };
  });
}

/** Null in a first release. */
export function controlVersion({ run, champion, version, looks }: RunReportData): string | null {
  // A version that is promoted was made when another one served.
  if (run.promotion !== null) return run.promotion.champion;
  return champion?.version ?? version?.parentVersion ?? looks[0]?.record.control ?? null;
}

export function candidateVersion({ run, version }: RunReportData): string | null {
  return run.version ?? version?.version ?? null;
}

/** `canary 25 %`, `watch`. */
export function phaseText({ phase, step, weightPercent }: Pick<LookPoint, 'phase' | 'step' | 'weightPercent'>): string {
  if (phase === 'watch') return 'watch';
  return weightPercent === null ? `canary step ${step + 1}` : keepUnits(`canary ${weightPercent} %`);
}

/** The control is the champion while the candidate is in its canary, and what is held back from it in the watch. */
function armsOf(data: RunReportData, phase: LookPoint['phase']): Arm[] {
  if (controlVersion(data) === null) return ['candidate'];
  if (phase === 'canary') return ['champion', 'candidate'];
  return data.spec?.release.watch.holdbackPercent === 0 ? ['candidate'] : ['candidate', 'holdback'];
}

function sideOf(arm: Arm): 'candidate' | 'control' {
  return arm === 'candidate' ? 'candidate' : 'control';
}

/** For looks of the first days, which have no weight of their own. */
function plannedWeight(data: RunReportData, { phase, step }: Pick<LookPoint, 'phase' | 'step'>): number | null {
  if (data.spec === null) return null;
  const { strategy, watch } = data.spec.release;
  if (phase === 'watch') return controlVersion(data) === null ? 100 : 100 - watch.holdbackPercent;
  return strategy.steps.filter((each) => each.weightPercent < 100)[step]?.weightPercent ?? null;
}

const nothing: ArmWindow = { requests: 0, errors: 0, checked: 0, invalid: 0 };

function sumOf(windows: readonly PairedWindow[]): Readonly<Record<'candidate' | 'control', ArmWindow>> {
  return {
    candidate: windows.reduce((sum, window) => combine(sum, window.candidate, 1), nothing),
    control: windows.reduce((sum, window) => combine(sum, window.control, 1), nothing),
  };
}

function combine(left: ArmWindow, right: ArmWindow, sign: 1 | -1): ArmWindow {
  return {
    requests: left.requests + sign * right.requests,
    errors: left.errors + sign * right.errors,
    checked: left.checked + sign * right.checked,
    invalid: left.invalid + sign * right.invalid,
  };
}
