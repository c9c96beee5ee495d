/** Temporal's time-skipping test server. Separate because only tests need it, and because it has one source. */

import { layoutOf } from './layout.js';
import { testServerPin } from './pins.js';
import { contextOf } from './report.js';
import type { Report, SetupContext } from './report.js';
import { installWheel } from './wheel.js';

/** Idempotent; `program` is for `{ type: 'existing-path' }`. */
export async function ensureTestServer(
  report: Report,
  overrides: Partial<Omit<SetupContext, 'report'>> = {},
): Promise<{ program: string }> {
  const context = contextOf(report, overrides);
  const target = layoutOf(context.home).testServer;
  await installWheel(context, { pin: testServerPin, content: 'binary', target });
  return { program: target };
}
