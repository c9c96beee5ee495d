/** What the processes that run until they are stopped have in common: when they end, and that they say why in their log. */

import { readEnvironment, type Environment } from '../../configs/env.js';
import { createLogger, type Logger } from '../../platform/logger.js';
import { ambient } from '../../setup/layout.js';
import { exitCodeOf, UsageError } from './exit.js';

const checkMilliseconds = 1_000;
// A worker gives its activities five seconds, and then waits to tell a server that was killed together with the stack.
const forceMilliseconds = 8_000;

/** Runs one role of a stack in this process. Whatever ends it is a line of its log, as only the log is kept. */
export async function runRole(name: string, work: (environment: Environment, logger: Logger) => Promise<void>): Promise<void> {
  exitWithParent();
  const environment = readEnvironment();
  const logger = createLogger(name, environment.SLIPWAY_LOG_LEVEL);
  // Node's own listener prints them as text.
  process.removeAllListeners('warning').on('warning', (warning) => logger.warn({ err: warning }, 'warning of Node.js'));
  process.once('uncaughtException', (error) => {
    logger.fatal({ err: error }, `the ${name} failed where nothing catches it`);
    process.exit(exitCodeOf(error));
  });
  try {
    await work(environment, logger);
  } catch (error) {
    // A wrong option is for the person who typed it.
    if (error instanceof UsageError) throw error;
    logger.fatal({ err: error }, `the ${name} cannot go on`);
    // Whatever it left open: a role that lives on without doing its work would not be started again.
    process.exit(exitCodeOf(error));
  }
}

/**
 * Aborts at the first Ctrl-C, SIGTERM, or SIGHUP of a closed terminal. Further ones are taken as well and change nothing: a
 * stop that is cut short would leave processes behind. Every stop has its own deadlines.
 */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  // Whoever tells a terminal that is gone that it is stopping must still be able to stop.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
  return stop.signal;
}

export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/**
 * A process of a local stack ends with it, also when the stack was killed and could not say goodbye. Does nothing for
 * processes that were not started by a stack. SIGTERM to ourselves takes the ordinary way out.
 */
function exitWithParent(): void {
  const parent = Number(ambient['SLIPWAY_EXIT_WITH_PARENT']);
  if (!Number.isInteger(parent) || parent <= 1) return;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), forceMilliseconds).unref();
  }, checkMilliseconds);
  check.unref();
}
