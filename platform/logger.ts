/** Structured logs: one JSON object a line on stderr or in a file, with the process's role. Prompts and secrets are never logged. */

import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/** What is kept for a destination that takes nothing at the moment; what exceeds it is lost. */
const keptBytes = 1024 * 1024;

/** `role` names the process: `worker`, `gateway`, `runtime`, … Without a file: standard error. */
export function createLogger(role: string, level: string, file?: string): Logger {
  const target = file === undefined ? { fd: 2 } : { dest: file, mkdir: true };
  const destination = pino.destination({ ...target, sync: true, maxLength: keptBytes });
  // A full disk or a closed terminal must not end the process that wanted to tell of something.
  destination.on('error', () => undefined);
  return pino({ level, base: { role }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
