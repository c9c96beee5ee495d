/** Keeps one model served: starts it again whenever it ends, until told to stop. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { RunningModel, WantedModel } from '../../platform/ports.js';
import { live, type LifeHost } from './life.js';

export interface KeeperHost extends LifeHost {
  readonly logger: Logger;
}

export interface Keeper {
  readonly wanted: WantedModel;
  running(): RunningModel;
  /** Tries at once what has failed; does nothing to a model that is starting or ready. */
  retryNow(): void;
  /** Resolves when its process is gone. It never runs again. */
  stop(): Promise<void>;
  isStopped(): boolean;
}

// A process that served this long was healthy: its end begins a new count.
const calmMilliseconds = 60_000;
const crashesInARow = 3;
const firstBackOffMilliseconds = 250;
// What fails for good (wrong bytes, no memory) is tried twice a minute: cheap, and it heals by itself once the cause is gone.
const longestBackOffMilliseconds = 30_000;
// What served before, or was killed, will serve again: users wait for it, however often it happened.
const longestOutageMilliseconds = 2_000;

export function keepModel(wanted: WantedModel, host: KeeperHost): Keeper {
  const { modelRef, ggufSha256 } = wanted;
  const logger = host.logger.child({ modelRef });
  const stopping = new AbortController();
  let wake = new AbortController();
  let running: RunningModel = { modelRef, ggufSha256, state: 'starting', address: null, pid: null, restarts: 0, lastError: null };
  const loop = keep();

  return {
    wanted,
    running: () => running,
    retryNow() {
      if (running.state !== 'failed') return;
      running = { ...running, state: 'starting' };
      wake.abort();
    },
    async stop() {
      stopping.abort();
      await loop;
    },
    isStopped: () => stopping.signal.aborted,
  };

  async function keep(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted;) {
      const { reason, servedMilliseconds, fromOutside } = await live(wanted, { ...host, signal: stopping.signal }, { started, ready });
      failures = servedMilliseconds >= calmMilliseconds ? 1 : failures + 1;
      const canServe = servedMilliseconds > 0 || fromOutside;
      const failed = !canServe || failures >= crashesInARow;
      wake = new AbortController();
      running = { ...running, state: failed ? 'failed' : 'starting', address: null, pid: null, lastError: reason };
      if (stopping.signal.aborted) return;
      logger.warn({ reason, failures, restarts: running.restarts }, 'the model is not served');
      const backOff = delay(backOffMilliseconds(failures, canServe), undefined, {
        signal: AbortSignal.any([stopping.signal, wake.signal]),
      });
      // An abort only ends the wait.
      await backOff.catch(() => undefined);
      running = { ...running, restarts: running.restarts + 1 };
    }
  }

  function started(pid: number): void {
    running = { ...running, pid };
  }

  function ready(address: string): void {
    running = { ...running, state: 'ready', address };
    logger.info({ address, pid: running.pid }, 'the model is served');
  }
}

/** Before the next attempt after so many failures in a row. `canServe`: the last of them says nothing against the model. */
export function backOffMilliseconds(failures: number, canServe: boolean): number {
  return Math.min(firstBackOffMilliseconds * 2 ** (failures - 1), canServe ? longestOutageMilliseconds : longestBackOffMilliseconds);
}
