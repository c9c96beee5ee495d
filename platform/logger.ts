/** Structured logs: one JSON object a line on stderr, with the process's role. Prompts and secrets are never logged. */

import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/** `role` names the process: `worker`, `gateway`, `runtime`, … */
export function createLogger(role: string, level: string): Logger {
  return pino({ level, base: { role }, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }));
}
