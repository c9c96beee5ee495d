/** Kills at named moments, one pair of process and moment after the other: what random kills would meet only with luck. */

import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, signalProcess } from '../../../platform/process-group.js';
import type { Stack } from '../../../apps/local/stack.js';
import type { Kill, Killer, Moment } from './killer.js';
import { pidsOf, type Target } from './processes.js';

export interface PlannedKill {
  readonly target: Target;
  /** For the table: `in the middle of training`. */
  readonly when: string;
  isNow(moment: Moment): boolean;
}

/** Often enough to be in the middle of what takes a second. */
const pollMilliseconds = 50;

/** In the order of the plan: each waits for the one before, and for its process to be there.  */
export function createPlannedKiller(options: {
  readonly stack: Stack;
  readonly folder: string;
  readonly plan: readonly PlannedKill[];
}): Killer {
  const kills: Kill[] = [];
  const pending = [...options.plan];
  let active: { readonly abort: AbortController; readonly loop: Promise<void> } | undefined;

  const killNext = async (moment: Moment): Promise<void> => {
    const [next] = pending;
    if (next === undefined || !next.isNow(moment)) return;
    const pid = (await pidsOf(next.target, options.stack, options.folder)).find(isAlive);
    if (pid === undefined || !signalProcess(pid, 'SIGKILL')) return;
    pending.shift();
    kills.push({ at: new Date().toISOString(), target: next.target, pid, runId: moment.runId, stage: next.when });
  };

  return {
    kills,
    missed: () => pending.map(({ target, when }) => `${target} ${when}`),
    resume(moment) {
      const abort = new AbortController();
      const loop = (async () => {
        while (!abort.signal.aborted) {
          await killNext(moment());
          await sleep(pollMilliseconds, undefined, { signal: abort.signal }).catch(() => undefined);
        }
      })();
      active = { abort, loop };
    },
    async pause() {
      active?.abort.abort();
      await active?.loop;
    },
  };
}
