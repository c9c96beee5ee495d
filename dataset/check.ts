/** What one check of a batch says: the same shape for all, for people, for `report.json` and for the pages. */

import type { Severity, VerdictOutcome } from '../domain/verdict.js';

/** Stable names; a report has each of them once, in this order. */
export const checkNames = [
  'volume',
  'format',
  'schema-drift',
  'missing-values',
  'labels',
  'label-minimum',
  'shape',
  'new-kinds',
  'outliers',
  'exact-duplicates',
  'near-duplicates',
  'conflicting-labels',
  'quality',
  'personal-data',
  'split',
  'contamination',
  'accounting',
] as const;

export type CheckName = (typeof checkNames)[number];

export interface Check {
  readonly name: CheckName;
  readonly verdict: VerdictOutcome;
  /** A failing `warn` is shown and stops nothing. */
  readonly severity: Severity;
  /** The figure that was judged; null when nothing could be observed. */
  readonly observed: number | null;
  /** What it was held against; null when there was nothing to hold it against. */
  readonly limit: number | null;
  /** Records, labels or fields concerned. */
  readonly count: number;
  /** One or two sentences with the figures, naming the worst label, field or line; never content of a record. */
  readonly reason: string;
  /** A few, always the same for the same data. */
  readonly samples: readonly Sample[];
  /** File of the complete evidence, beside the report; null where the report says it all. */
  readonly evidence: string | null;
}

export interface Sample {
  /** Stable, such as `duplicate-key` or `new-label`. */
  readonly code: string;
  /** File as the report names it, with the 1-based line; null where the sample is no record. */
  readonly file: string | null;
  readonly line: number | null;
  /** Redacted and cut to 200 characters. */
  readonly text: string;
}

/** Shown of each code; the evidence has them all. */
export const samplesPerCode = 3;

/** A check without figures, unless they are given. */
export function checkOf(name: CheckName, given: Pick<Check, 'verdict' | 'severity' | 'reason'> & Partial<Check>): Check {
  return { name, observed: null, limit: null, count: 0, samples: [], evidence: null, ...given };
}
