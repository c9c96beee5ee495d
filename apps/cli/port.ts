/** A port number given as an option. */

import { UsageError } from './exit.js';

export function portOf(option: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError(`${option}: expected a port from 0 (any) to 65535, got "${text}"`);
}
