/** Hands what the Temporal SDK logs, of itself, of activities and of workflows, on to our logger. */

import type { Logger as SdkLogger } from '@temporalio/worker';
import type { Logger } from '../platform/logger.js';
import { labelsOf } from './log-labels.js';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
type SdkLevel = keyof typeof levels;

export function sdkLogger(logger: Logger): SdkLogger {
  const write = (level: SdkLevel, message: string, meta: Record<string, unknown> = {}): void => {
    // Whoever has the token can complete the activity.
    const { error, taskToken: _secret, ...rest } = meta;
    // The SDK says `error`; under that name an Error would be written as {}.
    const cause = error === undefined ? {} : error instanceof Error ? { err: error } : { error };
    logger[levels[levelOf(level, message)]]({ ...labelsOf(rest['workflowId']), ...rest, ...cause }, message);
  };
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}

/** A line for each activity makes the log the story of the runs; what every start says of workers that are as they should be does not. */
function levelOf(level: SdkLevel, message: string): SdkLevel {
  if (level === 'DEBUG' && /^Activity (completed|reset|paused)/.test(message)) return 'INFO';
  if (message === 'Worker state changed' || /^No .*, not polling for/.test(message)) return 'DEBUG';
  return level;
}
