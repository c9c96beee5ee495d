/** Does the candidate still answer what the champion answers rightly, on a small suite that people wrote and checked? */

import { z } from 'zod';
import { countText, percentText } from '../../domain/figures.js';
import type { Verdict } from '../../domain/verdict.js';
import { pairUp, resultOf, shareRight } from '../../evaluation/pairing.js';
import type { Measurements } from '../../evaluation/results.js';
import { defineGate } from '../define.js';
import { inconclusive, severity, verdictOf } from '../verdict.js';

const config = z.strictObject({
  kind: z.literal('regression'),
  severity,
  maxBroken: z.int().min(0).default(1).describe('Items right by the champion that the candidate may get wrong'),
  floor: z.number().min(0).max(1).default(0.7).describe('Share of right answers below which it fails whatever the champion does'),
});

type RegressionConfig = z.output<typeof config>;

/** Counts, without statistics: each item is a case that somebody chose, not a sample of anything. */
export const regression = defineGate({
  kind: 'regression',
  config,
  protects: 'a candidate could unlearn cases that work today',
  needs: ['regression'],
  judge({ candidate, champion }, regressionConfig) {
    const result = resultOf(candidate, 'regression');
    const share = result === undefined ? undefined : shareRight(result);
    if (result === undefined || share === undefined) {
      return inconclusive(regressionConfig, 'The candidate was not measured on the regression suite, or the suite is empty.');
    }
    const samples = result.items.length;
    const figures = { observed: share, limit: regressionConfig.floor, samples };
    const seen = `${percentText(share)} right of ${countText(samples, 'item')}`;
    if (share < regressionConfig.floor) {
      const wrong = result.items.filter((item) => !item.correct).map((item) => item.id);
      const reason = `Below the floor of ${percentText(regressionConfig.floor)}: ${seen}; wrong are ${listed(wrong)}.`;
      return verdictOf(regressionConfig, { ...figures, verdict: 'fail', reason });
    }
    if (champion !== null) return againstChampion(regressionConfig, candidate, champion);
    const reason = `At or above the floor of ${percentText(regressionConfig.floor)}: ${seen} (first release, no champion to compare with).`;
    return verdictOf(regressionConfig, { ...figures, verdict: 'pass', reason });
  },
});

function againstChampion(regressionConfig: RegressionConfig, candidate: Measurements, champion: Measurements): Verdict {
  const pairing = pairUp(resultOf(candidate, 'regression'), resultOf(champion, 'regression'));
  if ('problem' in pairing) return inconclusive(regressionConfig, `Nothing to compare on the regression suite: ${pairing.problem}.`);
  const { items, candidateRight, championRight, broken } = pairing.pairs;
  const figures = { observed: broken.length, limit: regressionConfig.maxBroken, samples: items };
  const seen = `${candidateRight} right, the champion ${championRight} of ${countText(items, 'item')}; at most ${regressionConfig.maxBroken} may break`;
  if (broken.length > regressionConfig.maxBroken) {
    const reason = `Breaks ${countText(broken.length, 'item')} that the champion has right (${listed(broken)}): ${seen}.`;
    return verdictOf(regressionConfig, { ...figures, verdict: 'fail', reason });
  }
  const reason = `Breaks ${broken.length === 0 ? 'nothing' : listed(broken)}: ${seen}.`;
  return verdictOf(regressionConfig, { ...figures, verdict: 'pass', reason });
}

function listed(ids: readonly string[]): string {
  const shown = ids.slice(0, 5).join(', ');
  return ids.length > 5 ? `${shown} and ${ids.length - 5} more` : shown;
}
