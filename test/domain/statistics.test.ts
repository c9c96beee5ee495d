import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../domain/seeded-random.js';
import { pairedDifference, percentile, stratifiedDifference } from '../../domain/statistics.js';

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
