/** A process of a local stack ends with it, also when the stack was killed and could not say goodbye. */

import { ambient } from '../../setup/layout.js';

const checkMilliseconds = 1_000;

/** Does nothing for processes that were not started by a stack. SIGTERM to ourselves takes the ordinary way out. */
export function exitWithParent(): void {
  const parent = Number(ambient['SLIPWAY_EXIT_WITH_PARENT']);
  if (!Number.isInteger(parent) || parent <= 1) return;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    process.kill(process.pid, 'SIGTERM');
  }, checkMilliseconds);
  check.unref();
}

/** Resolves at the first SIGINT or SIGTERM. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
