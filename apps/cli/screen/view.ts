/** Where a run is shown while somebody waits for it: a picture that changes in place, lines, or JSON. */

import type { RunResult } from '../../../client/releases.js';
import type { Observation } from './observe-run.js';

export interface View {
  show(observation: Observation): void;
  /** What is in the way just now, such as a server that is away; gone with the next `show`. */
  note(text: string): void;
  /** Shows how the run ended; null leaves what is there. Gives the terminal back. */
  end(ending: Ending | null): void;
}

export interface Ending {
  readonly last: Observation;
  readonly record: RunResult;
}
