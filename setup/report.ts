/** What every step of set-up is given: separate so that the CLI may draw reports, a test print them and a worker log them. */

import { ambient, slipwayHome } from './layout.js';
import type { Environment } from './layout.js';

export interface ReportLine {
  readonly part: string;
  readonly text: string;
  /** 0 to 100, only while the share that is done is known; 100 ends the step. */
  readonly percent?: number;
  /** Of a download, so that a bar can tell its rate. */
  readonly megabytes?: { readonly done: number; readonly total: number };
  /** Said while a step goes on, and no step of its own. */
  readonly aside?: true;
}

export type Report = (line: ReportLine) => void;

export interface SetupContext {
  readonly home: string;
  readonly env: Environment;
  readonly report: Report;
}

export function contextOf(report: Report, overrides: Partial<Omit<SetupContext, 'report'>> = {}): SetupContext {
  const env = overrides.env ?? ambient;
  return { env, home: overrides.home ?? slipwayHome(env), report };
}
