/** What `slipway init` has found out and been told: everything that the written files follow from. */

import type { Detected } from '../../../dataset/examine/detect.js';

export interface Plan {
  readonly model: string;
  /** As the pipeline file names it: relative to its folder where it lies in the project. */
  readonly source: string;
  /** As a person is told of it. */
  readonly dataFile: string;
  readonly found: Detected;
  /** Examples in all files, where more lines than were looked at: an estimate. */
  readonly examples: number;
  readonly base: Base;
  /** Windows for a first try on one machine in minutes. */
  readonly trial: boolean;
}

export interface Base {
  readonly name: string;
  /** As the pipeline file names it. */
  readonly uri: string;
  readonly sha256: string;
  /** The small model that comes with Slipway. */
  readonly isTiny: boolean;
  readonly maximumTokens: number | null;
}

/** Figures of the pipeline file that follow from the data. */
export interface Fitted {
  readonly heldOutPercent: number;
  /** Held-out rows that the accuracy gate asks for. */
  readonly minimumItems: number;
  readonly minimumNewExamples: number;
  readonly maxLengthTokens: number;
  readonly maxTokens: number;
  readonly contextTokens: number;
  /** What the data will not carry, in sentences. */
  readonly warnings: readonly string[];
}
