/** What the entity remembers, small enough to be carried over continue-as-new, and how it describes itself. */

import { millisecondsOf } from '../domain/duration.js';
import type { Trigger } from '../domain/run-state.js';
import type { ReleaseState, TriggerDecision } from './contract.js';

export const decisionsKept = 100;

/** A store that is away for days must not make the entity too large to be carried over. */
const unrecordedKept = 500;

export interface ReleaseMemory {
  activeRun: { readonly runId: string; readonly startedAt: string } | null;
  paused: boolean;
  lastEndedAtMilliseconds: number | null;
  /** Of the spec that was read last; shown only, each admission reads it anew. */
  cooldown: string;
  queue: Trigger[];
  decisions: TriggerDecision[];
  /** Not in the audit yet, oldest first. Absent in what an earlier release carried over. */
  unrecorded?: TriggerDecision[];
  runSequence: number;
  rollbackSequence: number;
}

export function initialMemory(): ReleaseMemory {
  return {
    activeRun: null,
    paused: false,
    lastEndedAtMilliseconds: null,
    cooldown: '48h',
    queue: [],
    decisions: [],
    runSequence: 0,
    rollbackSequence: 0,
  };
}

export function describeRelease(model: string, memory: ReleaseMemory): ReleaseState {
  const { activeRun, paused, queue, decisions, lastEndedAtMilliseconds } = memory;
  const cooldownEnd = lastEndedAtMilliseconds === null ? null : lastEndedAtMilliseconds + millisecondsOf(memory.cooldown);
  return { model, activeRun, paused, queue, decisions, cooldownEndsAt: cooldownEnd === null ? null : new Date(cooldownEnd).toISOString() };
}

export function remember(memory: ReleaseMemory, decision: TriggerDecision): void {
  memory.decisions = [...memory.decisions, decision].slice(-decisionsKept);
  memory.unrecorded = [...(memory.unrecorded ?? []), decision].slice(-unrecordedKept);
}
