/** Waits for a supervisor that is being started again. Its restart takes longer than the few attempts that an activity may have. */

import { setTimeout as delay } from 'node:timers/promises';

// A supervisor checks its Python environment and ends what the last one left before it listens: seconds, on a busy host more.
const patienceMilliseconds = 60_000;
const pauseMilliseconds = 500;

/** Calls again while nobody answers at the supervisor's address, for up to a minute; everything else is the caller's at once. */
export async function patiently<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const deadline = performance.now() + patienceMilliseconds;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      // By name: the adapter that throws it is not this folder's to know.
      const isAway = error instanceof Error && error.name === 'RuntimeAwayError';
      if (!isAway || performance.now() >= deadline) throw error;
    }
    await delay(pauseMilliseconds, undefined, signal === undefined ? {} : { signal });
  }
}
