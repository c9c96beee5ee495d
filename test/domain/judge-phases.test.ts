/** Whole phases of looks, simulated: how often the judge is wrong when nothing changed, and how soon it sees what did. */

import { describe, expect, it } from 'vitest';
import { judgeRate, type ArmWindow } from '../../domain/judge.js';
import { createRandom } from '../../domain/seeded-random.js';

interface Phase {
  readonly seed: number;
  readonly requestsPerLook: number;
  readonly looksPerStep: readonly number[];
  readonly weightsPercent: readonly number[];
  readonly controlRate: (look: number) => number;
  readonly candidateRate: (look: number) => number;
  readonly marginPercentPoints: number;
  readonly minimumSamples: number;
}

const looks = 72;

/** The look at which the judge fails the candidate; undefined when it never does. Windows are cumulative, one per step. */
function failedAt(phase: Phase): number | undefined {
  const random = createRandom(phase.seed);
  const candidate: ArmWindow[] = [];
  const control: ArmWindow[] = [];
  const stepOf = phase.looksPerStep.flatMap((length, step) => Array.from({ length }, () => step));
  for (const [look, step] of stepOf.entries()) {
    const forCandidate = count(random, phase.requestsPerLook, (phase.weightsPercent[step] ?? 0) / 100);
    candidate[step] = grown(candidate[step], forCandidate, count(random, forCandidate, phase.candidateRate(look)));
    const forControl = phase.requestsPerLook - forCandidate;
    control[step] = grown(control[step], forControl, count(random, forControl, phase.controlRate(look)));
    const { verdict } = judgeRate({
      candidate,
      control,
      count: 'errors',
      minimumSamples: phase.minimumSamples,
      plannedLooks: looks,
      alpha: 0.05,
      marginPercentPoints: phase.marginPercentPoints,
      atMostPercent: 5,
    });
    if (verdict === 'fail') return look + 1;
  }
  return undefined;
}

function count(random: () => number, trials: number, probability: number): number {
  let successes = 0;
  for (let trial = 0; trial < trials; trial += 1) if (random() < probability) successes += 1;
  return successes;
}

function grown(window: ArmWindow | undefined, requests: number, errors: number): ArmWindow {
  return { requests: (window?.requests ?? 0) + requests, errors: (window?.errors ?? 0) + errors, checked: 0, invalid: 0 };
}

const canary = { looksPerStep: [24, 48], weightsPercent: [5, 25], marginPercentPoints: 0, minimumSamples: 1 };

describe('phases in which nothing changed', () => {
  it.each([
    ['few errors', () => 0.01],
    ['many errors', () => 0.2],
    ['errors that drift from 2 % to 40 % during the phase', (look: number) => 0.02 + (0.38 * look) / looks],
  ])('fail no more often than promised, margin or not: %s', (_, rate) => {
    const rounds = 700;
    let failed = 0;
    for (let seed = 0; seed < rounds; seed += 1) {
      if (failedAt({ ...canary, seed, requestsPerLook: 30, controlRate: rate, candidateRate: rate }) !== undefined) failed += 1;
    }
    expect(failed / rounds).toBeLessThanOrEqual(0.05);
  });
});

describe('phases with a broken candidate', () => {
  it('see half of the answers fail within a few looks of the 25 % step', () => {
    const found = Array.from({ length: 100 }, (_, seed) =>
      failedAt({
        ...canary,
        seed,
        looksPerStep: [20],
        weightsPercent: [25],
        requestsPerLook: 100,
        marginPercentPoints: 2,
        minimumSamples: 100,
        controlRate: () => 0.01,
        candidateRate: () => 0.5,
      }),
    );
    expect(Math.max(...found.map((look) => look ?? Number.POSITIVE_INFINITY))).toBeLessThanOrEqual(2);
  });

  it('see it at 5 % of a thin stream, too, before the minimum is reached', () => {
    const found = Array.from({ length: 100 }, (_, seed) =>
      failedAt({
        ...canary,
        seed,
        requestsPerLook: 30,
        marginPercentPoints: 2,
        minimumSamples: 1_000,
        controlRate: () => 0.01,
        candidateRate: () => 0.5,
      }),
    );
    expect(Math.max(...found.map((look) => look ?? Number.POSITIVE_INFINITY))).toBeLessThanOrEqual(24);
  });
});
