import { describe, expect, it } from 'vitest';
import { percentileLowerBound, ratioLowerBound } from '../../domain/latency-bound.js';
import { createRandom } from '../../domain/seeded-random.js';

/** Log-normal times with a common disturbance per pair, as two models on one machine have. */
function pairedCalls(seed: number, calls: number, ratio: number): { candidate: number[]; champion: number[] } {
  const random = createRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const candidate: number[] = [];
  const champion: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    const common = 0.2 * normal();
    candidate.push(20 * ratio * Math.exp(common + 0.3 * normal()));
    champion.push(20 * Math.exp(common + 0.3 * normal()));
  }
  return { candidate, champion };
}

const boundOf = (seed: number, ratio: number, calls = 30): number => {
  const { candidate, champion } = pairedCalls(seed, calls, ratio);
  return ratioLowerBound(candidate, champion, 95) ?? Number.NaN;
};

describe('the lower bound of the ratio', () => {
  it('is the same for the same calls', () => {
    expect(boundOf(3, 1.2)).toBe(boundOf(3, 1.2));
  });

  it('is the ratio itself where nothing varies', () => {
    expect(ratioLowerBound(Array(30).fill(24), Array(30).fill(20), 95)).toBeCloseTo(1.2, 12);
  });

  it('seldom exceeds the limit when the truth is at the limit', () => {
    const exceeded = Array.from({ length: 60 }, (_, seed) => boundOf(seed, 1.1)).filter((bound) => bound > 1.1).length;
    expect(exceeded / 60).toBeLessThanOrEqual(0.1);
  });

  it('sees twice the time in thirty calls', () => {
    const seen = Array.from({ length: 20 }, (_, seed) => boundOf(seed, 2)).filter((bound) => bound > 1.1).length;
    expect(seen / 20).toBeGreaterThan(0.8);
  });

  it('is undefined for calls that are not in pairs, or none', () => {
    expect(ratioLowerBound([1, 2], [1], 95)).toBeUndefined();
    expect(ratioLowerBound([], [], 95)).toBeUndefined();
  });
});

describe('the lower bound of a percentile', () => {
  it('is the order statistic that the binomial gives: P(Bin(20, 0.95) >= 17) = 0.984, >= 18 = 0.925', () => {
    expect(
      percentileLowerBound(
        Array.from({ length: 20 }, (_, index) => 20 - index),
        95,
      ),
    ).toBe(17);
  });

  it('is undefined when even the fastest call says nothing', () => {
    expect(percentileLowerBound([5, 6], 90)).toBe(5);
    expect(percentileLowerBound([5, 6], 50)).toBeUndefined();
    expect(percentileLowerBound([], 95)).toBeUndefined();
  });
});
