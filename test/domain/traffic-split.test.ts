import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arm, RouteArm } from '../../domain/route.js';
import { bucketCount, bucketOf, bucketsOf, chooseArm } from '../../domain/traffic-split.js';

/** Hundredths of a percent for candidate and holdback; the champion has the rest. */
const split = fc
  .tuple(fc.integer({ min: 0, max: bucketCount }), fc.integer({ min: 0, max: bucketCount }))
  .map(([one, other]) => ({ candidate: Math.min(one, other), holdback: bucketCount - Math.max(one, other) }));

describe('the traffic split', () => {
  it('gives each arm exactly the buckets that its weight buys', () => {
    fc.assert(
      fc.property(split, (weights) => {
        const arms = armsOf(weights);
        const owned = ownedBuckets(arms);
        for (const arm of arms) expect(owned[arm.arm]).toBe(bucketsOf(arm));
        expect(owned.champion + owned.candidate + owned.holdback).toBe(bucketCount);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps everybody in the candidate while its weight grows under one salt', () => {
    const growth = fc
      .uniqueArray(fc.integer({ min: 0, max: 9800 }), { minLength: 2, maxLength: 6 })
      .map((steps) => steps.sort((a, b) => a - b));
    fc.assert(
      fc.property(growth, fc.string(), fc.string(), (steps, salt, key) => {
        const bucket = bucketOf(salt, key);
        const inCandidate = steps.map((candidate) => chooseArm(armsOf({ candidate, holdback: 0 }), bucket)?.arm === 'candidate');
        expect(inCandidate).toEqual([...inCandidate].sort((a, b) => Number(a) - Number(b)));
      }),
    );
  });

  it('moves nobody between champion and holdback when the candidate grows between them', () => {
    const bucket = bucketCount - 1;
    expect(chooseArm(armsOf({ candidate: 500, holdback: 200 }), bucket)?.arm).toBe('holdback');
    expect(chooseArm(armsOf({ candidate: 9800, holdback: 200 }), bucket)?.arm).toBe('holdback');
  });

  it('gives 5 % and 25 % of 100,000 keys to the candidate within half a point', () => {
    const keys = Array.from({ length: 100_000 }, (_, index) => `user-${index}`);
    for (const weightPercent of [5, 25]) {
      const arms = armsOf({ candidate: weightPercent * 100, holdback: 0 });
      const chosen = keys.filter((key) => chooseArm(arms, bucketOf('rollout-7', key))?.arm === 'candidate');
      expect(Math.abs((chosen.length / keys.length) * 100 - weightPercent)).toBeLessThan(0.5);
    }
  });

  it('deals different users into the canaries of two rollouts', () => {
    const keys = Array.from({ length: 100_000 }, (_, index) => `user-${index}`);
    const both = keys.filter((key) => bucketOf('rollout-7', key) < 500 && bucketOf('rollout-8', key) < 500);
    // Independent 5 % samples share 0.25 %.
    expect(both.length).toBeGreaterThan(150);
    expect(both.length).toBeLessThan(350);
  });

  it('does not confuse salt and key', () => {
    expect(bucketOf('ab', 'c')).not.toBe(bucketOf('a', 'bc'));
  });

  it('finds nobody on a route without arms', () => {
    expect(chooseArm([], 0)).toBeUndefined();
  });
});

function armsOf({ candidate, holdback }: { candidate: number; holdback: number }): RouteArm[] {
  return [
    anArm('champion', (bucketCount - candidate - holdback) / 100),
    anArm('candidate', candidate / 100),
    anArm('holdback', holdback / 100),
  ];
}

function anArm(arm: Arm, weightPercent: number): RouteArm {
  return { arm, version: arm === 'candidate' ? 'v2' : 'v1', modelRef: `m@${arm}`, weightPercent };
}

function ownedBuckets(arms: readonly RouteArm[]): Record<Arm, number> {
  const owned = { champion: 0, candidate: 0, holdback: 0 };
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    const arm = chooseArm(arms, bucket);
    if (arm !== undefined) owned[arm.arm] += 1;
  }
  return owned;
}
