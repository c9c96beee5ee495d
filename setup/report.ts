/** What every step of set-up is given: separate so that the CLI may draw reports, a test print them and a worker log them. */

import { ambient, slipwayHome } from './layout.js';
import type { Environment } from './layout.js';

/** Called for every step; `percent` (0 to 100) only while the share that is done is known. */
export type Report = (line: { readonly part: string; readonly text: string; readonly percent?: number }) => void;

export interface SetupContext {
  readonly home: string;
  readonly env: Environment;
  readonly report: Report;
}

export function contextOf(report: Report, overrides: Partial<Omit<SetupContext, 'report'>> = {}): SetupContext {
  const env = overrides.env ?? ambient;
  return { env, home: overrides.home ?? slipwayHome(env), report };
}
