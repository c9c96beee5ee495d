/** Turns the gateway's cumulative counters into windows: one per step and gateway process, so that a restart or a new weight never mixes counts. */

import type { ArmWindow } from './judge.js';
import type { ArmCounters, TrafficStats } from './route.js';

export interface PairedWindow {
  readonly phase: 'canary' | 'watch';
  readonly step: number;
  readonly startId: string;
  readonly candidate: ArmWindow;
  readonly control: ArmWindow;
}

/** Where counting stands: the latest cumulative counts, and the windows up to them. */
export interface WindowLedger {
  readonly startId: string;
  readonly counted: { readonly candidate: ArmWindow; readonly control: ArmWindow };
  readonly windows: readonly PairedWindow[];
}

export interface Reading {
  readonly phase: 'canary' | 'watch';
  readonly step: number;
  readonly candidate: string;
  readonly control: string | null;
  readonly stats: TrafficStats;
}

/** A new, empty window that begins at this reading; earlier windows are kept. */
export function openWindow(previous: WindowLedger | null, reading: Reading): WindowLedger {
  return { startId: reading.stats.startId, counted: countsOf(reading), windows: [...(previous?.windows ?? []), emptyWindow(reading)] };
}

/**
 * Adds what was counted since the last reading to the newest window. After a gateway restart counters begin at 0, so all of
 * them are new and a new window begins; what the old process counted after its last reading is lost, never counted twice.
 */
export function continueWindow(previous: WindowLedger, reading: Reading): WindowLedger {
  const now = countsOf(reading);
  const restarted = previous.startId !== reading.stats.startId;
  const before = restarted ? { candidate: noCounts, control: noCounts } : previous.counted;
  const windows = restarted ? [...previous.windows, emptyWindow(reading)] : previous.windows;
  const last = windows.at(-1) ?? emptyWindow(reading);
  const grown: PairedWindow = {
    ...last,
    candidate: add(last.candidate, subtract(now.candidate, before.candidate)),
    control: add(last.control, subtract(now.control, before.control)),
  };
  return { startId: reading.stats.startId, counted: now, windows: [...windows.slice(0, -1), grown] };
}

const noCounts: ArmWindow = { requests: 0, errors: 0, checked: 0, invalid: 0 };

function emptyWindow({ phase, step, stats }: Reading): PairedWindow {
  return { phase, step, startId: stats.startId, candidate: noCounts, control: noCounts };
}

function countsOf({ stats, candidate, control }: Reading): { readonly candidate: ArmWindow; readonly control: ArmWindow } {
  const ofVersion = (version: string | null): ArmWindow =>
    stats.arms.filter((arm) => arm.version === version).reduce((sum, arm) => add(sum, windowOf(arm)), noCounts);
  return { candidate: ofVersion(candidate), control: ofVersion(control) };
}

/** Client aborts and 4xx are the client's doing: neither requests nor errors for the judge. */
function windowOf({ outcomes, checked, invalid }: ArmCounters): ArmWindow {
  const errors = outcomes.upstream_5xx + outcomes.timeout + outcomes.connect_error + outcomes.truncated + outcomes.empty;
  return { requests: outcomes.ok + errors, errors, checked, invalid };
}

function add(left: ArmWindow, right: ArmWindow): ArmWindow {
  return combine(left, right, (a, b) => a + b);
}

function subtract(left: ArmWindow, right: ArmWindow): ArmWindow {
  return combine(left, right, (a, b) => Math.max(0, a - b));
}

function combine(left: ArmWindow, right: ArmWindow, by: (a: number, b: number) => number): ArmWindow {
  return {
    requests: by(left.requests, right.requests),
    errors: by(left.errors, right.errors),
    checked: by(left.checked, right.checked),
    invalid: by(left.invalid, right.invalid),
  };
}
