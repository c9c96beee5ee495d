import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../domain/seeded-random.js';
import { pairedDifference, percentile, stratifiedDifference, wilsonInterval } from '../../domain/statistics.js';

describe('the paired difference of accuracies', () => {
  it('matches the formula worked by hand', () => {
    // (5 + 1) / 102 lost, (9 + 1) / 102 won; width 1.6449 sqrt((16/102 - (4/102)^2) / 102)
    const { estimate, lower, upper } = pairedDifference({ items: 100, broken: 5, fixed: 9 });
    expect(estimate).toBeCloseTo(0.04, 12);
    expect(lower).toBeCloseTo(0.039216 - 0.064185, 4);
    expect(upper).toBeCloseTo(0.039216 + 0.064185, 4);
  });

  it('knows nothing without items', () => {
    expect(pairedDifference({ items: 0, broken: 0, fixed: 0 })).toEqual({ estimate: 0, lower: -1, upper: 1 });
  });

  it('mirrors itself when the models change places', () => {
    fc.assert(
      fc.property(fc.nat({ max: 50 }), fc.nat({ max: 50 }), fc.nat({ max: 200 }), (broken, fixed, agreed) => {
        const items = broken + fixed + agreed;
        const one = pairedDifference({ items, broken, fixed });
        const other = pairedDifference({ items, broken: fixed, fixed: broken });
        expect(one.lower).toBeCloseTo(-other.upper, 12);
        expect(one.lower).toBeLessThanOrEqual(one.upper);
      }),
    );
  });

  it('covers the truth in about 95 of 100 cases', () => {
    const random = createRandom(11);
    let covered = 0;
    const rounds = 2_000;
    for (let round = 0; round < rounds; round += 1) {
      let broken = 0;
      let fixed = 0;
      for (let item = 0; item < 200; item += 1) {
        const draw = random();
        if (draw < 0.06) broken += 1;
        else if (draw < 0.09) fixed += 1;
      }
      if (pairedDifference({ items: 200, broken, fixed }).lower <= -0.03) covered += 1;
    }
    expect(covered / rounds).toBeGreaterThan(0.935);
    expect(covered / rounds).toBeLessThan(0.985);
  });
});

describe('the Wilson interval', () => {
  it.each([
    { successes: 0, trials: 10, lower: 0, upper: 0.277533 },
    { successes: 10, trials: 10, lower: 0.722467, upper: 1 },
    { successes: 81, trials: 263, lower: 0.255287, upper: 0.366219 },
    { successes: 15, trials: 148, lower: 0.062386, upper: 0.160524 },
  ])('of $successes in $trials is $lower to $upper, as published or worked by hand', ({ successes, trials, lower, upper }) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval?.estimate).toBeCloseTo(successes / trials, 12);
    expect(interval?.lower).toBeCloseTo(lower, 4);
    expect(interval?.upper).toBeCloseTo(upper, 4);
  });

  it('knows nothing without trials', () => {
    expect(wilsonInterval(0, 0)).toBeUndefined();
  });

  it('contains its estimate, stays within 0 and 1, and mirrors itself when right and wrong change places', () => {
    fc.assert(
      fc.property(fc.nat({ max: 500 }), fc.nat({ max: 500 }), (successes, others) => {
        fc.pre(successes + others > 0);
        const one = wilsonInterval(successes, successes + others) ?? { estimate: 0, lower: 1, upper: 0 };
        const other = wilsonInterval(others, successes + others);
        expect(one.lower).toBeGreaterThanOrEqual(0);
        expect(one.lower).toBeLessThanOrEqual(one.estimate);
        expect(one.upper).toBeGreaterThanOrEqual(one.estimate);
        expect(one.upper).toBeLessThanOrEqual(1);
        expect(one.lower).toBeCloseTo(1 - (other?.upper ?? Number.NaN), 12);
      }),
    );
  });

  it('covers the truth in about 95 of 100 cases', () => {
    const random = createRandom(12);
    const rounds = 4_000;
    let covered = 0;
    for (let round = 0; round < rounds; round += 1) {
      const bad = Array.from({ length: 120 }, random).filter((draw) => draw < 0.04).length;
      const { lower, upper } = wilsonInterval(bad, 120) ?? { lower: 1, upper: 0 };
      if (lower <= 0.04 && 0.04 <= upper) covered += 1;
    }
    expect(covered / rounds).toBeGreaterThan(0.925);
    expect(covered / rounds).toBeLessThan(0.985);
  });
});

describe('the stratified difference of rates', () => {
  const window = ([candidateBad, candidateTotal]: readonly [number, number], [controlBad, controlTotal]: readonly [number, number]) => ({
    candidateBad,
    candidateTotal,
    controlBad,
    controlTotal,
  });

  it('is the plain difference for one window', () => {
    expect(stratifiedDifference([window([5, 50], [10, 1000])])).toBeCloseTo(0.09, 12);
  });

  it('is not fooled by weights that change together with the common rate', () => {
    expect(stratifiedDifference([window([2, 1000], [20, 10_000]), window([450, 900], [50, 100])])).toBeCloseTo(0, 12);
  });

  it('is undefined where no window has both arms', () => {
    expect(stratifiedDifference([window([1, 10], [0, 0]), window([0, 0], [1, 10])])).toBeUndefined();
  });
});

describe('the percentile', () => {
  it('interpolates between order statistics', () => {
    expect(percentile([4, 1, 3, 2], 50)).toBe(2.5);
    expect(percentile([10, 20, 30, 40, 50], 95)).toBeCloseTo(48, 12);
    expect(percentile([7], 95)).toBe(7);
    expect(percentile([], 95)).toBeUndefined();
  });

  it('lies within the values and rises with the percentage', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }),
        fc.nat({ max: 100 }),
        fc.nat({ max: 100 }),
        (values, one, other) => {
          const low = percentile(values, Math.min(one, other)) ?? Number.NaN;
          const high = percentile(values, Math.max(one, other)) ?? Number.NaN;
          expect(low).toBeGreaterThanOrEqual(Math.min(...values));
          expect(high).toBeLessThanOrEqual(Math.max(...values));
          expect(low).toBeLessThanOrEqual(high);
        },
      ),
    );
  });
});
