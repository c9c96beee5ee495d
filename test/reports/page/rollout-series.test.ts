import { describe, expect, it } from 'vitest';
import { rateLines, requestLines, topOf } from '../../../reports/page/plots/rollout-lines.js';
import { lookPoints, phaseText } from '../../../reports/page/rollout-series.js';
import { aReleasedReport, aSpec, minute } from '../../support/report-data.js';
import { fullPlan, someLooks, type PhaseScript } from '../../support/report-looks.js';

const plan: readonly PhaseScript[] = [
  { phase: 'canary', step: 0, weightPercent: 10, minutes: [10, 10] },
  { phase: 'canary', step: 1, weightPercent: 50, minutes: [10] },
  { phase: 'watch', step: 2, weightPercent: 98, minutes: [10, 100] },
];
const points = lookPoints(aReleasedReport({ looks: someLooks(plan, Date.parse(minute(30))) }));

describe('the looks of a rollout', () => {
  it('name their phase, weight and arms', () => {
    expect(points.map((point) => `${point.kind} ${phaseText(point).replace('\u00a0', ' ')}`)).toEqual([
      'opened canary 10 %',
      'judged canary 10 %',
      'judged canary 10 %',
      'opened canary 50 %',
      'judged canary 50 %',
      'opened watch',
      'judged watch',
      'judged watch',
    ]);
    expect(points.map(({ total }) => total.map(({ arm }) => arm).join(' ')).slice(4, 6)).toEqual([
      'champion candidate',
      'candidate holdback',
    ]);
  });

  it('add up over the steps of a phase and begin anew with the next', () => {
    const candidates = points.map(({ total }) => total.find(({ arm }) => arm === 'candidate')?.requests);
    expect(candidates).toEqual([0, 60, 120, 120, 420, 0, 588, 588 + 5_880]);
  });

  it('know what was counted since the look before', () => {
    const since = points.map((point) => point.since.find(({ arm }) => arm === 'candidate')?.requests);
    expect(since).toEqual([0, 60, 60, 0, 300, 0, 588, 5_880]);
  });

  it('take the weight from the pipeline file where they have none of their own', () => {
    const looks = someLooks(plan, 0).map(({ record: { weightPercent: _, ...record }, ...look }) => ({ ...look, record }));
    const steps = [{ weightPercent: 5, hold: '2h' }, { weightPercent: 25, hold: '4h' }, { weightPercent: 100 }];
    const spec = aSpec({ release: { strategy: { kind: 'canary', steps }, watch: { holdbackPercent: 3 } } });
    const weights = (data: Parameters<typeof lookPoints>[0]): (number | null)[] =>
      lookPoints(data).map(({ weightPercent }) => weightPercent);
    expect(weights(aReleasedReport({ looks, spec }))).toEqual([5, 5, 5, 25, 25, 97, 97, 97]);
    expect(weights(aReleasedReport({ looks, spec: null }))).toEqual(Array(8).fill(null));
  });
});

describe('the lines of a rollout', () => {
  it('are one for each arm and phase', () => {
    expect(rateLines(points, 'errors').map(({ arm, points: each }) => `${arm} ${each.length}`)).toEqual([
      'champion 4',
      'candidate 4',
      'candidate 2',
      'holdback 2',
    ]);
  });

  it('have rates with intervals that hold them', () => {
    for (const { estimate, lower, upper } of rateLines(points, 'invalid').flatMap(({ points: each }) => each)) {
      expect(lower).toBeLessThanOrEqual(estimate);
      expect(upper).toBeGreaterThan(estimate);
    }
  });

  it('have requests by the minute, whatever lies between two looks', () => {
    const [, first, second] = requestLines(points);
    expect(first?.points.map(({ estimate }) => estimate)).toEqual([6, 6, 30]);
    expect(second?.points.map(({ estimate }) => Math.round(estimate))).toEqual([59, 59]);
  });

  it('are thinned where more looks were taken than a plot can show', () => {
    const many = lookPoints(
      aReleasedReport({ looks: someLooks([{ phase: 'canary', step: 0, weightPercent: 50, minutes: Array<number>(700).fill(0.1) }], 0) }),
    );
    for (const { points: each } of rateLines(many, 'errors')) {
      expect(each.length).toBeLessThanOrEqual(300);
      expect(each.at(-1)?.at).toBe(many.at(-1)?.milliseconds);
    }
  });

  it('do not let the first, widest intervals squeeze the rest', () => {
    const lines = rateLines(lookPoints(aReleasedReport({ looks: someLooks(fullPlan, 0) })), 'errors');
    const widest = Math.max(...lines.flatMap(({ points: each }) => each.map(({ upper }) => upper)));
    expect(widest).toBeGreaterThan(2 * topOf(lines));
    expect(topOf(lines)).toBeGreaterThan(Math.max(...lines.map(({ points: each }) => each.at(-1)?.upper ?? 0)));
  });
});
