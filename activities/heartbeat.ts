/** Heartbeats for work that has no natural rhythm of its own, so that a dead worker is noticed and cancellation arrives. */

import { cancellationSignal, heartbeat } from '@temporalio/activity';

/** A quarter of the shortest heartbeat timeout that uses it. */
const beatMilliseconds = 5_000;

/**
 * Runs the work with a signal that aborts when the activity is cancelled or has timed out. Each heartbeat carries what
 * `details` answers then: one without would erase what the next attempt resumes from.
 */
export async function whileHeartbeating<T>(
  work: (signal: AbortSignal) => Promise<T>,
  details: () => unknown = () => undefined,
): Promise<T> {
  heartbeat(details());
  const beat = setInterval(() => heartbeat(details()), beatMilliseconds);
  try {
    return await work(cancellationSignal());
  } finally {
    clearInterval(beat);
  }
}
