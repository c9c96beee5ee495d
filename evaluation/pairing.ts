/** Lays candidate's and champion's answer sheets side by side, or says why they cannot be compared. */

import type { Measurements, SuiteName, SuiteResult } from './results.js';

export interface Pairs {
  readonly items: number;
  readonly candidateRight: number;
  readonly championRight: number;
  /** Ids of items that the champion has right and the candidate wrong. */
  readonly broken: readonly string[];
  /** Ids of items that the champion has wrong and the candidate right. */
  readonly fixed: readonly string[];
}

export type Pairing = { readonly pairs: Pairs } | { readonly problem: string };

/** Share of right answers; undefined without items. */
export function shareRight(result: SuiteResult): number | undefined {
  return result.items.length === 0 ? undefined : rightOf(result) / result.items.length;
}

export function rightOf(result: SuiteResult): number {
  return result.items.filter((item) => item.correct).length;
}

/** The result of a suite as measured of this very artifact; a result that names another one counts as none. */
export function resultOf(measurements: Measurements, suite: SuiteName): SuiteResult | undefined {
  const result = measurements.suites[suite];
  return result?.ggufSha256 === measurements.ggufSha256 ? result : undefined;
}

/** Pairs by item id. A problem, as a clause for a reason, when a side is missing or they answered different items. */
export function pairUp(candidate: SuiteResult | undefined, champion: SuiteResult | undefined): Pairing {
  if (candidate === undefined) return { problem: 'the candidate was not measured' };
  if (champion === undefined) return { problem: 'the champion was not measured' };
  if (candidate.suiteSha256 !== champion.suiteSha256)
    return { problem: 'candidate and champion were asked different versions of the suite' };
  const before = new Map(champion.items.map((item) => [item.id, item.correct]));
  const ids = new Set(candidate.items.map((item) => item.id));
  if (ids.size !== candidate.items.length || before.size !== champion.items.length || ids.size !== before.size) {
    return { problem: `candidate (${candidate.items.length} items) and champion (${champion.items.length}) answered different items` };
  }
  if ([...ids].some((id) => !before.has(id))) return { problem: 'candidate and champion answered different items' };
  return {
    pairs: {
      items: candidate.items.length,
      candidateRight: rightOf(candidate),
      championRight: rightOf(champion),
      broken: candidate.items.filter((item) => !item.correct && before.get(item.id) === true).map((item) => item.id),
      fixed: candidate.items.filter((item) => item.correct && before.get(item.id) === false).map((item) => item.id),
    },
  };
}
