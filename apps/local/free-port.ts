/** TCP ports on loopback: one that nobody listens on, outside the range from which the kernel gives ports to others, and those that must be free. */

import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { ExplainedError, type Explanation } from '../../domain/explained-error.js';

/** Below Linux's ephemeral range (from 32768): a port that is free now must still be free when a process gets to it. */
const lowest = 18_000;
const highest = 32_000;
const tries = 50;

export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const port = randomInt(lowest, highest);
    if (await isFree(port)) return port;
  }
  throw new Error(`found no free port between ${lowest} and ${highest} in ${tries} tries; stop some servers on this machine`);
}

export interface WantedPort {
  readonly port: number;
  /** Who listens there: `the gateway`. */
  readonly wantedBy: string;
  /** The option or environment variable that changes it. */
  readonly setting: string;
}

/** Throws with every port that is taken, by others or by a second role. Asked before anything starts: afterwards the cause is a line in some log. */
export async function requireFreePorts(wanted: readonly WantedPort[]): Promise<void> {
  const taken: Explanation[] = [];
  for (const [index, { port, wantedBy, setting }] of wanted.entries()) {
    const rival = wanted.slice(0, index).find((earlier) => earlier.port === port);
    if (rival === undefined && (await isFree(port))) continue;
    taken.push({
      what: `port ${port}, wanted by ${wantedBy}, is taken`,
      why: rival === undefined ? 'another program listens there' : `${rival.wantedBy} has it too (${rival.setting})`,
      next: `stop that, or choose another port with ${setting}`,
    });
  }
  const [first, ...others] = taken;
  if (first === undefined) return;
  if (others.length === 0) throw new ExplainedError(first);
  const why = taken.map((one) => `${one.what}: ${one.why}; ${one.next}`).join('\n');
  throw new ExplainedError({ what: `${taken.length} ports are taken`, why, next: 'free each, or choose another for it' });
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
