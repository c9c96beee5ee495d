/** A port number given as an option. */

import { UsageError } from './exit.js';

export function portOf(option: string, text: string): number {
  // Not by Number alone: it takes the empty text for 0, and 1e3 for 1000.
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new UsageError({
    what: `${option}: expected a port from 0 (any) to 65535`,
    why: `got ${JSON.stringify(text)}`,
    next: `give one, such as ${option} 17480, or leave the option out`,
  });
}
