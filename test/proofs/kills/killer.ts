/** Kills one process after the other at seeded random moments with SIGKILL, and writes down what the run was doing then. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Stack } from '../../../apps/local/stack.js';
import { isAlive, signalProcess } from '../../../platform/process-group.js';
import { pidsOf, targets, type Target } from './processes.js';

export interface Kill {
  readonly at: string;
  readonly target: Target;
  readonly pid: number;
  readonly runId: string;
  readonly stage: string;
}

/** What the run does now, as far as it could last be asked. */
export interface Moment {
  readonly runId: string;
  readonly stage: string;
  /** Step of the last complete checkpoint. */
  readonly checkpoint: number;
  /** Of the candidate; 0 before its canary. */
  readonly weightPercent: number;
  readonly looks: number;
  /** Whether the scenario has done to the run what it is for. */
  readonly acted: boolean;
}

export interface Killer {
  readonly kills: readonly Kill[];
  resume(moment: () => Moment): void;
  /** Resolves when no kill is under way. */
  pause(): Promise<void>;
  /** Planned kills whose moment never came. */
  missed(): readonly string[];
}

/** Training is the longest stage and a Temporal server the slowest to come back: weights that spread the kills over what a release does. */
const weights: Record<Target, number> = {
  worker: 4,
  trainer: 3,
  packaging: 3,
  gateway: 3,
  runtime: 2,
  staging: 2,
  inference: 3,
  temporal: 2,
};

/** The same target again sooner than it can come back would test nothing but patience. */
const restMilliseconds = 5_000;

/** Then the run is left alone: one that is killed for ever never ends, and that proves nothing. */
const killsPerRun = 14;

/** So that the longest stage does not take them all. */
const killsPerStage = 5;

export function createKiller(options: {
  readonly stack: Stack;
  readonly folder: string;
  readonly random: () => number;
  readonly meanMilliseconds: number;
}): Killer {
  const kills: Kill[] = [];
  const lastKilled = new Map<Target, number>();
  let active: { readonly abort: AbortController; readonly loop: Promise<void> } | undefined;

  const killOne = async (moment: () => Moment): Promise<void> => {
    const { stack, folder, random } = options;
    const { runId, stage } = moment();
    if (kills.filter((kill) => kill.runId === runId && kill.stage === stage).length >= killsPerStage) return;
    const rested = targets.filter((target) => performance.now() - (lastKilled.get(target) ?? -restMilliseconds) >= restMilliseconds);
    const present = await Promise.all(
      rested.map(async (target) => ({ target, pids: (await pidsOf(target, stack, folder)).filter(isAlive) })),
    );
    const choices = present.filter(({ pids }) => pids.length > 0);
    const chosen = weighted(choices, random());
    const pid = chosen?.pids[Math.floor(random() * chosen.pids.length)];
    if (chosen === undefined || pid === undefined || !signalProcess(pid, 'SIGKILL')) return;
    lastKilled.set(chosen.target, performance.now());
    kills.push({ at: new Date().toISOString(), target: chosen.target, pid, runId, stage });
  };

  return {
    kills,
    resume(moment) {
      const abort = new AbortController();
      const enough = kills.length + killsPerRun;
      const loop = (async () => {
        while (!abort.signal.aborted && kills.length < enough) {
          const wait = 300 - options.meanMilliseconds * Math.log(1 - options.random());
          await sleep(wait, undefined, { signal: abort.signal }).catch(() => undefined);
          if (!abort.signal.aborted) await killOne(moment);
        }
      })();
      active = { abort, loop };
    },
    async pause() {
      active?.abort.abort();
      await active?.loop;
    },
    missed: () => [],
  };
}

function weighted<Choice extends { readonly target: Target }>(choices: readonly Choice[], draw: number): Choice | undefined {
  const total = choices.reduce((sum, { target }) => sum + weights[target], 0);
  let left = draw * total;
  return choices.find(({ target }) => (left -= weights[target]) < 0);
}
