/** Keeps one role of the stack running: starts it again whenever it ends, with the same command, until released. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../platform/logger.js';
import { isAlive } from '../../platform/process-group.js';
import { backOffMilliseconds } from '../runtime/keeper.js';
import { startRoleProcess, type RoleCommand, type RoleProcess } from './role-process.js';
import { waitFor } from './wait.js';

export interface Role {
  readonly name: string;
  readonly command: RoleCommand;
  /** From SIGTERM to SIGKILL. */
  readonly graceMilliseconds: number;
  /** Undefined as long as it does not answer. */
  healthy(): Promise<true | undefined>;
}

export interface KeeperHost {
  readonly logger: Logger;
  /** Gives the first start up. */
  readonly signal: AbortSignal;
  started(role: string, pid: number): void;
  ended(pid: number): void;
  /** For the person who watches; the log has the rest. */
  report(text: string): void;
}

export interface Keeper {
  /** Resolves when a process of the role that is not dead answers. */
  healthy(): Promise<void>;
  /** It is not started again from now on; what runs, runs. */
  release(): void;
  /** Resolves when its process group is gone. */
  stop(): Promise<void>;
}

// One that answered this long was healthy: its end begins a new count.
const calmMilliseconds = 60_000;
// A cold start on a busy machine takes ten seconds; one that does not answer by then hangs.
const startMilliseconds = 60_000;

/** Resolves when the role answers; rejects when its first process does not, with the end of its log: that is a mistake in the set-up. */
export async function keepRole(role: Role, host: KeeperHost): Promise<Keeper> {
  const logger = host.logger.child({ process: role.name });
  const released = new AbortController();
  const { signal } = released;
  let child = await startAnswering(role, host, host.signal);
  const kept = keep();

  return {
    async healthy() {
      await waitFor({ what: `${role.name} to be healthy`, timeoutMilliseconds: 2 * startMilliseconds }, async () => {
        const { pid } = child;
        const answer = await role.healthy();
        // Asked afterwards: what answered has not died before the question.
        return answer === true && pid === child.pid && isAlive(pid) ? true : undefined;
      });
    },
    release: () => released.abort(new Error('the stack is stopping')),
    async stop() {
      released.abort(new Error('the stack is stopping'));
      await child.stop(role.graceMilliseconds);
      await kept;
      // A start that was under way may have been quicker than the release.
      await child.stop(role.graceMilliseconds);
    },
  };

  async function keep(): Promise<void> {
    for (let deaths = 0; !signal.aborted;) {
      const answeredAt = performance.now();
      let reason = await child.ended;
      let next: RoleProcess | undefined;
      if (performance.now() - answeredAt >= calmMilliseconds) deaths = 0;
      for (let answered = true; next === undefined && !signal.aborted; answered = false) {
        deaths += 1;
        await backOff(reason, deaths, answered);
        if (signal.aborted) return;
        next = await startAnswering(role, host, signal).catch((error: unknown) => {
          reason = error instanceof Error ? error.message : String(error);
          return undefined;
        });
      }
      child = next ?? child;
      if (signal.aborted) return;
      logger.warn({ pid: child.pid, deaths }, `${role.name} is back`);
      host.report(`${role.name} is back`);
    }
  }

  /** What answered before it ended will answer again; what did not (a port taken since, a full disk) is tried ever more rarely. */
  async function backOff(reason: string, deaths: number, answered: boolean): Promise<void> {
    const milliseconds = backOffMilliseconds(deaths, answered);
    logger.error({ pid: child.pid, reason, deaths, backOffMilliseconds: milliseconds }, `${role.name} ended and is started again`);
    host.report(`${role.name} ended (${reason}); starting it again`);
    // An abort only ends the wait.
    await delay(milliseconds, undefined, { signal }).catch(() => undefined);
  }
}

/** Leaves nothing running when it rejects. */
async function startAnswering(role: Role, host: KeeperHost, signal: AbortSignal): Promise<RoleProcess> {
  const { logFile } = role.command;
  const child = await startRoleProcess(role.command);
  host.started(role.name, child.pid);
  void child.ended.then(() => host.ended(child.pid));
  const wait = { what: `${role.name} to answer`, timeoutMilliseconds: startMilliseconds, hint: `read ${logFile}`, signal };
  try {
    await waitFor(wait, async () => {
      const reason = child.reason();
      if (reason === undefined) return role.healthy();
      throw new Error(`${role.name} ended while starting (${reason}); ${logFile} ends with\n${await child.lastLines()}`);
    });
    return child;
  } catch (error) {
    await child.stop(role.graceMilliseconds);
    throw error;
  }
}
