/** Verdicts: what a gate or a monitor says, and how several of them become one. The worst decides; there is no composite score. */

export type VerdictOutcome = 'pass' | 'fail' | 'inconclusive';
export type Severity = 'block' | 'warn';

export interface Verdict {
  /** Kind of the gate or monitor that judged: `accuracy`, `error-rate`, … */
  readonly gate: string;
  readonly verdict: VerdictOutcome;
  /** Policy, not measurement: a failing `warn` is reported and does not stop anything. */
  readonly severity: Severity;
  /** The figure that was judged; null when nothing could be observed. */
  readonly observed: number | null;
  /** What `observed` was held against; null when there was nothing to hold it against. */
  readonly limit: number | null;
  /** Observations behind `observed`. */
  readonly samples: number;
  readonly reason: string;
  /** Passed, yet a person should look: over a limit without statistical evidence, or an improvement too small to matter. */
  readonly flagged?: boolean;
}

const badness: Record<VerdictOutcome, number> = { pass: 0, inconclusive: 1, fail: 2 };

/**
 * The worst outcome among blocking verdicts.
 * An empty list is `inconclusive`: no evidence is never a pass.
 */
export function worstOutcome(verdicts: readonly Verdict[]): VerdictOutcome {
  const blocking = verdicts.filter((verdict) => verdict.severity === 'block');
  if (blocking.length === 0) return 'inconclusive';
  return blocking.map((verdict) => verdict.verdict).reduce(worseOf);
}

/** Associative and commutative, so that the order of gates never matters. */
export function worseOf(left: VerdictOutcome, right: VerdictOutcome): VerdictOutcome {
  return badness[left] >= badness[right] ? left : right;
}
