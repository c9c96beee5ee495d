/** A TCP port on loopback that nobody listens on now, outside the range from which the kernel gives ports to others. */

import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

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

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
