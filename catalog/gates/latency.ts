/** Is the candidate slower than the champion? Judged on calls made in turns, with the uncertainty of the machine they ran on. */

import { z } from 'zod';
import { percentileLowerBound, ratioLowerBound } from '../../domain/latency-bound.js';
import { percentile } from '../../domain/statistics.js';
import type { Verdict } from '../../domain/verdict.js';
import type { LatencyResult, Measurements } from '../../evaluation/results.js';
import { defineGate } from '../define.js';
import { inconclusive, severity, verdictOf } from '../verdict.js';

const config = z.strictObject({
  kind: z.literal('latency'),
  severity,
  percentile: z.number().gt(0).lt(100).default(95).describe('95: the time within which 95 of 100 answers came'),
  withinPercent: z.number().min(0).default(10).describe("How much slower than the champion's the percentile may be"),
  maxMilliseconds: z.number().gt(0).default(2_000).describe('Limit for a first release, which has nothing to compare with'),
  minimumCalls: z.int().min(20).default(20).describe('With fewer timed calls it cannot pass'),
});

type LatencyConfig = z.output<typeof config>;

/**
 * Blocks only when the one-sided 95 % lower bound is over the limit. Over the limit without that evidence passes flagged:
 * on a shared machine a p95 of some calls often is.
 */
export const latency = defineGate({
  kind: 'latency',
  config,
  protects: 'a candidate that answers more slowly could be released',
  needs: ['latency'],
  judge({ candidate, champion }, latencyConfig) {
    const calls = timesOf(candidate);
    if (calls === undefined) return inconclusive(latencyConfig, "The candidate's latency was not measured.");
    if (calls.length < latencyConfig.minimumCalls) {
      return inconclusive(latencyConfig, `Only ${calls.length} of at least ${latencyConfig.minimumCalls} timed calls.`, calls.length);
    }
    if (champion === null) return againstLimit(latencyConfig, calls);
    const before = timesOf(champion);
    if (before === undefined) return inconclusive(latencyConfig, "The champion's latency was not measured.", calls.length);
    return againstChampion(latencyConfig, calls, before);
  },
});

/** Times of this very artifact; undefined when another one was measured or a time cannot be. */
function timesOf({ ggufSha256, latency: result }: Measurements): LatencyResult['milliseconds'] | undefined {
  if (result?.ggufSha256 !== ggufSha256) return undefined;
  return result.milliseconds.every((time) => Number.isFinite(time) && time > 0) ? result.milliseconds : undefined;
}

function againstChampion(latencyConfig: LatencyConfig, calls: readonly number[], before: readonly number[]): Verdict {
  const samples = calls.length;
  const name = `p${latencyConfig.percentile}`;
  const slow = percentile(calls, latencyConfig.percentile);
  const usual = percentile(before, latencyConfig.percentile);
  const bound = ratioLowerBound(calls, before, latencyConfig.percentile);
  if (slow === undefined || usual === undefined || bound === undefined) {
    return inconclusive(latencyConfig, `Calls are not in pairs: ${samples} of the candidate, ${before.length} of the champion.`, samples);
  }
  const limit = 1 + latencyConfig.withinPercent / 100;
  const seen =
    `${name} ${slow.toFixed(1)} ms against the champion's ${usual.toFixed(1)} ms in ${samples} calls each, ratio ${(slow / usual).toFixed(2)}, ` +
    `at least ${bound.toFixed(2)} with 95 % confidence (limit ${limit.toFixed(2)})`;
  return judged(latencyConfig, { observed: slow / usual, bound, limit, samples, seen });
}

function againstLimit(latencyConfig: LatencyConfig, calls: readonly number[]): Verdict {
  const samples = calls.length;
  const observed = percentile(calls, latencyConfig.percentile);
  if (observed === undefined) return inconclusive(latencyConfig, 'No timed call.');
  // Without a bound there is no evidence, and what is over the limit is flagged.
  const bound = percentileLowerBound(calls, latencyConfig.percentile) ?? 0;
  const limit = latencyConfig.maxMilliseconds;
  const seen =
    `p${latencyConfig.percentile} ${observed.toFixed(0)} ms in ${samples} calls, at least ${bound.toFixed(0)} ms with 95 % confidence ` +
    `(limit ${limit} ms; first release, no champion to compare with)`;
  return judged(latencyConfig, { observed, bound, limit, samples, seen });
}

interface Measured {
  readonly observed: number;
  readonly bound: number;
  readonly limit: number;
  readonly samples: number;
  readonly seen: string;
}

function judged(latencyConfig: LatencyConfig, { observed, bound, limit, samples, seen }: Measured): Verdict {
  const figures = { observed, limit, samples };
  if (bound > limit) return verdictOf(latencyConfig, { ...figures, verdict: 'fail', reason: `Too slow: ${seen}.` });
  if (observed > limit) {
    return verdictOf(latencyConfig, { ...figures, verdict: 'pass', flagged: true, reason: `Over the limit without evidence: ${seen}.` });
  }
  return verdictOf(latencyConfig, { ...figures, verdict: 'pass', reason: `Fast enough: ${seen}.` });
}
