/** May this candidate be released? Takes the gates' verdicts; the worst blocking one decides. */

import type { Verdict } from './verdict.js';

export interface PromotionDecision {
  readonly decision: 'promote' | 'reject';
  /** Every reason, not only the first, so that one run tells everything that must be mended. */
  readonly reason: string;
}

/**
 * Promotes only when each required gate has a verdict, at least one of them blocks, and every blocking one passed.
 * A missing verdict, an inconclusive one and an empty list are as good as a fail: no evidence is never a pass.
 *
 * @param required kinds of the gates that the spec names.
 */
export function decidePromotion(verdicts: readonly Verdict[], required: readonly string[]): PromotionDecision {
  const missing = required.filter((kind) => !verdicts.some((verdict) => verdict.gate === kind));
  const blocking = verdicts.filter((verdict) => verdict.severity === 'block');
  const against = blocking.filter((verdict) => verdict.verdict !== 'pass');
  const reasons = [
    ...missing.map((kind) => `${kind}: no verdict`),
    ...against.map((verdict) => `${verdict.gate} ${verdict.verdict}: ${verdict.reason}`),
    ...(blocking.length === 0 ? ['no blocking gate has judged this candidate'] : []),
  ];
  if (reasons.length > 0) return { decision: 'reject', reason: reasons.join(' | ') };
  const remarks = verdicts
    .filter((verdict) => verdict.verdict !== 'pass' || verdict.flagged === true)
    .map((verdict) => `${verdict.gate} ${verdict.verdict === 'pass' ? 'flagged' : `${verdict.verdict} (warning)`}: ${verdict.reason}`);
  const passed = `every blocking gate passed (${blocking.map((verdict) => verdict.gate).join(', ')})`;
  return { decision: 'promote', reason: [passed, ...remarks].join(' | ') };
}
