/** Brings the parts a command needs. Separate so that a command names what it needs and nothing more is fetched. */

import { ensureConverter } from './converter.js';
import { ensurePython } from './python.js';
import type { Report, SetupContext } from './report.js';
import { findTemporal } from './temporal.js';
import { ensureTestServer } from './test-server.js';

export type Part = 'temporal' | 'test-server' | 'python' | 'converter';

const ensure: Record<Part, (report: Report, overrides: Partial<Omit<SetupContext, 'report'>>) => Promise<unknown>> = {
  // Parts are programs to run: where a server is configured, the caller asks `findTemporal` itself.
  temporal: (report, overrides) => findTemporal({ report, ...overrides, skipEnvironment: true }),
  'test-server': ensureTestServer,
  python: ensurePython,
  converter: ensureConverter,
};

/** Idempotent. One after the other, so that progress reads as a story and one download has the whole line. */
export async function ensureParts(
  parts: readonly Part[],
  report: Report,
  overrides: Partial<Omit<SetupContext, 'report'>> = {},
): Promise<void> {
  for (const part of parts) await ensure[part](report, overrides);
}
