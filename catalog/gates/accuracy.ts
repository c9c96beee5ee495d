/** Is the candidate at least as accurate as the champion? Judged on items that neither was trained on and both were asked. */

import { z } from 'zod';
import { binomialLowerTail, mcNemarWorse } from '../../domain/exact-tests.js';
import { countText, percentText, pointsText, probabilityText } from '../../domain/figures.js';
import { pairedDifference } from '../../domain/statistics.js';
import type { Verdict } from '../../domain/verdict.js';
import { pairUp, resultOf, rightOf, type Pairs } from '../../evaluation/pairing.js';
import type { Evidence, Measurements } from '../../evaluation/results.js';
import { defineGate } from '../define.js';
import { inconclusive, severity, verdictOf } from '../verdict.js';

const config = z.strictObject({
  kind: z.literal('accuracy'),
  severity,
  atLeast: z
    .union([z.literal('champion'), z.number().min(0).max(1)])
    .default('champion')
    .describe('champion, or a share of right answers between 0 and 1'),
  floor: z.number().min(0).max(1).default(0.5).describe('Share of right answers that a first release needs'),
  flagImprovementBelowPoints: z.number().min(0).max(100).default(0.5).describe('Flags a pass that gains less than this'),
  minimumItems: z.int().min(1).default(30).describe('With fewer held-out rows it cannot pass'),
});

type AccuracyConfig = z.output<typeof config>;

/** Chance of blocking a candidate that is exactly as good as the champion. */
const alpha = 0.05;

/**
 * Against the champion: fails when an exact paired test excludes that the candidate is as good; a tie, and a loss that
 * chance explains, pass. Against a share: fails when an exact test excludes that the share is reached, passes when it was
 * reached, and is inconclusive in between, because a floor is a promise and not a comparison.
 */
export const accuracy = defineGate({
  kind: 'accuracy',
  config,
  protects: 'a candidate that answers worse than the champion could be released',
  needs: ['heldOut'],
  judge(evidence, accuracyConfig) {
    const { candidate, champion } = evidence;
    if (accuracyConfig.atLeast !== 'champion') return againstShare(accuracyConfig, candidate, accuracyConfig.atLeast);
    if (champion === null) return againstShare(accuracyConfig, candidate, accuracyConfig.floor);
    return againstChampion(accuracyConfig, { candidate, champion });
  },
});

function againstChampion(accuracyConfig: AccuracyConfig, { candidate, champion }: Evidence & { readonly champion: Measurements }): Verdict {
  const hasAnchor = candidate.suites.anchor !== undefined || champion.suites.anchor !== undefined;
  const suite = hasAnchor ? 'anchor' : 'heldOut';
  const where = hasAnchor ? 'the anchor' : 'the new held-out items (there is no anchor yet)';
  const pairing = pairUp(resultOf(candidate, suite), resultOf(champion, suite));
  if ('problem' in pairing) return inconclusive(accuracyConfig, `Nothing to compare on ${where}: ${pairing.problem}.`);
  const { pairs } = pairing;
  if (pairs.items < accuracyConfig.minimumItems) {
    const reason = `Only ${pairs.items} of at least ${accuracyConfig.minimumItems} items on ${where}.`;
    return inconclusive(accuracyConfig, reason, pairs.items);
  }
  return compare(accuracyConfig, pairs, where);
}

function compare(accuracyConfig: AccuracyConfig, pairs: Pairs, where: string): Verdict {
  const counts = { items: pairs.items, broken: pairs.broken.length, fixed: pairs.fixed.length };
  const difference = pairedDifference(counts);
  const probability = mcNemarWorse(counts);
  const figures = {
    observed: pairs.candidateRight / pairs.items,
    limit: pairs.championRight / pairs.items,
    samples: pairs.items,
  };
  const seen =
    `${percentText(figures.observed)} right against the champion's ${percentText(figures.limit)} on ${countText(pairs.items, 'item')} of ${where}; ` +
    `${counts.broken} lost, ${counts.fixed} won, p ${probabilityText(probability)}`;
  if (counts.broken > counts.fixed && probability <= alpha) {
    const atLeast = difference.upper < 0 ? `, worse by at least ${pointsText(-difference.upper)} with 95 % confidence` : '';
    return verdictOf(accuracyConfig, { ...figures, verdict: 'fail', reason: `Less accurate than the champion: ${seen}${atLeast}.` });
  }
  const flagged = difference.estimate * 100 < accuracyConfig.flagImprovementBelowPoints;
  const remark = flagged ? `; a gain below ${accuracyConfig.flagImprovementBelowPoints} points, is it worth a release?` : '.';
  return verdictOf(accuracyConfig, {
    ...figures,
    verdict: 'pass',
    reason: `Not less accurate than the champion beyond chance: ${seen}; a loss above ${pointsText(Math.max(0, -difference.lower))} is excluded with 95 % confidence${remark}`,
    ...(flagged ? { flagged } : {}),
  });
}

function againstShare(accuracyConfig: AccuracyConfig, candidate: Measurements, limit: number): Verdict {
  const result = resultOf(candidate, 'heldOut');
  if (result === undefined) return inconclusive(accuracyConfig, 'The candidate was not measured on the held-out items.');
  const samples = result.items.length;
  if (samples < accuracyConfig.minimumItems) {
    return inconclusive(accuracyConfig, `Only ${samples} of at least ${accuracyConfig.minimumItems} held-out items.`, samples);
  }
  const right = rightOf(result);
  const observed = right / samples;
  const probability = binomialLowerTail({ successes: right, trials: samples, probability: limit });
  const seen = `${percentText(observed)} right of ${countText(samples, 'held-out item')}, at least ${percentText(limit)} asked for`;
  const figures = { observed, limit, samples };
  if (observed >= limit) return verdictOf(accuracyConfig, { ...figures, verdict: 'pass', reason: `Accurate enough: ${seen}.` });
  const verdict = probability <= alpha ? 'fail' : 'inconclusive';
  const judged = verdict === 'fail' ? 'Not accurate enough' : 'Below the share asked for, though chance could explain it';
  return verdictOf(accuracyConfig, { ...figures, verdict, reason: `${judged}: ${seen}; p ${probabilityText(probability)}.` });
}
