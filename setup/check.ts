/** The shape of a line of the doctor's. Separate because machine and parts are examined in files of their own. */

import type { InstalledState } from './installed.js';

export interface Check {
  readonly name: string;
  /** Without it some command cannot work; what is not needed is a better or optional way. */
  readonly needed: boolean;
  readonly state: InstalledState;
  /** Version, path or reason: what was seen. */
  readonly found: string;
  /** The command that installs it. */
  readonly install: string;
}
