import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialLowerTail, binomialUpperTail, mcNemarWorse, stratifiedWorse, type TwoArms } from '../../domain/exact-tests.js';
import { choose, quotient } from '../support/counting.js';

type BadOf = readonly [bad: number, total: number];

const table = ([candidateBad, candidateTotal]: BadOf, [controlBad, controlTotal]: BadOf): TwoArms => ({
  candidateBad,
  candidateTotal,
  controlBad,
  controlTotal,
});

const anyTable = fc
  .record({
    candidateTotal: fc.nat({ max: 40 }),
    controlTotal: fc.nat({ max: 40 }),
    first: fc.double({ min: 0, max: 1, noNaN: true }),
    second: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ candidateTotal, controlTotal, first, second }) =>
    table([Math.round(first * candidateTotal), candidateTotal], [Math.round(second * controlTotal), controlTotal]),
  );

/** Every way in which the bad ones could have fallen on the arms, counted. */
function fisherByEnumeration({ candidateBad, candidateTotal, controlBad, controlTotal }: TwoArms): number {
  const bad = candidateBad + controlBad;
  let ways = 0n;
  for (let k = candidateBad; k <= Math.min(bad, candidateTotal); k += 1) ways += choose(candidateTotal, k) * choose(controlTotal, bad - k);
  return quotient(ways, choose(candidateTotal + controlTotal, bad));
}

function stratifiedByEnumeration(windows: readonly TwoArms[]): number {
  const observed = windows.reduce((sum, window) => sum + window.candidateBad, 0);
  let ways = new Map<number, bigint>([[0, 1n]]);
  let all = 1n;
  for (const { candidateBad, candidateTotal, controlBad, controlTotal } of windows) {
    const next = new Map<number, bigint>();
    const bad = candidateBad + controlBad;
    for (const [sum, count] of ways) {
      for (let k = 0; k <= bad; k += 1) {
        next.set(sum + k, (next.get(sum + k) ?? 0n) + count * choose(candidateTotal, k) * choose(controlTotal, bad - k));
      }
    }
    ways = next;
    all *= choose(candidateTotal + controlTotal, bad);
  }
  return quotient(
    [...ways].filter(([sum]) => sum >= observed).reduce((total, [, count]) => total + count, 0n),
    all,
  );
}

describe('the binomial tail', () => {
  it('is what one counts by hand', () => {
    expect(binomialUpperTail({ successes: 3, trials: 3, probability: 0.5 })).toBeCloseTo(1 / 8, 14);
    expect(binomialUpperTail({ successes: 2, trials: 3, probability: 0.5 })).toBeCloseTo(4 / 8, 14);
    expect(binomialUpperTail({ successes: 1, trials: 60, probability: 0.05 })).toBeCloseTo(1 - 0.95 ** 60, 14);
    expect(binomialLowerTail({ successes: 0, trials: 60, probability: 0.05 })).toBeCloseTo(0.95 ** 60, 14);
  });

  it('is certain of at least nothing, and never sees more than there was', () => {
    expect(binomialUpperTail({ successes: 0, trials: 0, probability: 0.3 })).toBe(1);
    expect(binomialUpperTail({ successes: 11, trials: 10, probability: 0.3 })).toBe(0);
    expect(binomialUpperTail({ successes: 1, trials: 10, probability: 0 })).toBe(0);
    expect(binomialUpperTail({ successes: 10, trials: 10, probability: 1 })).toBe(1);
  });

  it('agrees with counting, in relative terms, far into the tail', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat({ max: 60 }), (trials, successes) => {
        let ways = 0n;
        for (let k = successes; k <= trials; k += 1) ways += choose(trials, k);
        const counted = quotient(ways, 2n ** BigInt(trials));
        const tail = binomialUpperTail({ successes, trials, probability: 0.5 });
        expect(Math.abs(tail - counted)).toBeLessThanOrEqual(1e-12 * counted);
      }),
    );
  });

  it('has both tails overlap in exactly the observed value', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.nat({ max: 299 }),
        (trials, probability, at) => {
          const successes = Math.min(at, trials - 1);
          const upper = binomialUpperTail({ successes: successes + 1, trials, probability });
          expect(binomialLowerTail({ successes, trials, probability }) + upper).toBeCloseTo(1, 10);
        },
      ),
    );
  });
});

describe('the exact McNemar test', () => {
  it('is the coin of the items on which the two differ', () => {
    expect(mcNemarWorse({ broken: 5, fixed: 0 })).toBeCloseTo(1 / 32, 14);
    expect(mcNemarWorse({ broken: 8, fixed: 2 })).toBeCloseTo((45 + 10 + 1) / 1024, 14);
  });

  it('says nothing where they agree on everything', () => {
    expect(mcNemarWorse({ broken: 0, fixed: 0 })).toBe(1);
  });
});

describe('the stratified exact test', () => {
  it("is Fisher's tea test for one window: (C(4,3) C(4,1) + 1) / C(8,4)", () => {
    expect(stratifiedWorse([table([3, 4], [1, 4])])).toBeCloseTo(17 / 70, 14);
    expect(stratifiedWorse([table([4, 4], [0, 4])])).toBeCloseTo(1 / 70, 14);
  });

  it('agrees with counting for one window', () => {
    fc.assert(
      fc.property(anyTable, (window) => {
        const counted = fisherByEnumeration(window);
        expect(Math.abs(stratifiedWorse([window]) - counted)).toBeLessThanOrEqual(1e-11 * counted + 1e-28);
      }),
    );
  });

  it('agrees with counting for several windows', () => {
    fc.assert(
      fc.property(fc.array(anyTable, { minLength: 2, maxLength: 3 }), (windows) => {
        const counted = stratifiedByEnumeration(windows);
        expect(Math.abs(stratifiedWorse(windows) - counted)).toBeLessThanOrEqual(1e-9 * counted + 1e-28);
      }),
      { numRuns: 40 },
    );
  });

  it('learns nothing from windows in which one arm was not served', () => {
    const window = table([6, 30], [3, 90]);
    expect(stratifiedWorse([table([0, 0], [9, 100]), window, table([7, 20], [0, 0])])).toBeCloseTo(stratifiedWorse([window]), 13);
    expect(stratifiedWorse([])).toBe(1);
  });

  it('does not take a bad hour, common to both arms, for a bad candidate', () => {
    const calm = table([2, 1000], [20, 9_000]);
    const outage = table([450, 900], [50, 100]);
    const pooled = table([452, 1900], [70, 9_100]);
    expect(stratifiedWorse([pooled])).toBeLessThan(1e-12);
    expect(stratifiedWorse([calm, outage])).toBeGreaterThan(0.3);
  });

  it('stays within a breath for a day of traffic', () => {
    expect(stratifiedWorse([table([18_000, 1_800_000], [162_000, 16_200_000]), table([4_000, 400_000], [4_000, 400_000])])).toBeCloseTo(
      0.5,
      1,
    );
  });
});
