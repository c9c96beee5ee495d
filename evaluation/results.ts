/** What an evaluation measures, as data: stored by digest, compared by gates, shown in reports. */

import type { ChatMessage } from '../platform/ports.js';

export interface SuiteItem {
  readonly id: string;
  readonly messages: readonly ChatMessage[];
  /** Expected answer text; absent where only form and forbidden patterns are judged. */
  readonly expected?: string;
  /** Regular expressions (case-insensitive) of which none may match the answer. */
  readonly forbidden?: readonly string[];
  /** Form that the answer must have: any JSON, or JSON with one of the task's labels. */
  readonly answer?: 'json' | 'labelSet';
}

export type SuiteName = 'anchor' | 'heldOut' | 'regression' | 'safety';

export interface Suite {
  readonly name: SuiteName;
  /** SHA-256 of the suite's bytes. */
  readonly sha256: string;
  readonly items: readonly SuiteItem[];
}

export interface ItemResult {
  readonly id: string;
  readonly correct: boolean;
  /** Why it is not correct, in a few words; never the prompt. */
  readonly reason?: string;
  readonly milliseconds: number;
}

export interface SuiteResult {
  readonly suite: SuiteName;
  readonly suiteSha256: string;
  readonly ggufSha256: string;
  readonly items: readonly ItemResult[];
}

export interface LatencyResult {
  readonly ggufSha256: string;
  /** One entry a call, in the order of the calls; candidate and champion interleaved. */
  readonly milliseconds: readonly number[];
}

/** Everything measured of one artifact. A part that was not measured is absent, and a gate that needs it does not pass. */
export interface Measurements {
  readonly ggufSha256: string;
  readonly bytes: number;
  readonly suites: Readonly<Partial<Record<SuiteName, SuiteResult>>>;
  readonly latency?: LatencyResult;
}

/** What gates judge. `champion` is null in a first release only. */
export interface Evidence {
  readonly candidate: Measurements;
  readonly champion: Measurements | null;
}
