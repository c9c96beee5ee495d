/** The G-test: known tables, exactness for rare categories, and no more alarms than promised. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gStatistic, gTest } from '../../domain/g-test.js';
import { permutationTail } from '../../domain/permutation-test.js';
import { createRandom } from '../../domain/seeded-random.js';

describe('the G-test', () => {
  test('of a two by two table is as by hand', () => {
    // Expected 60 and 40 on both sides.
    const counts = { left: [70, 30], right: [50, 50] };
    const byHand = 2 * (70 * Math.log(70 / 60) + 30 * Math.log(30 / 40) + 50 * Math.log(50 / 60) + 50 * Math.log(50 / 40));
    expect(gStatistic(counts)).toBeCloseTo(byHand, 9);
    expect(gTest(counts)).toMatchObject({ method: 'chi-square' });
    expect(gTest(counts).p).toBeCloseTo(0.00374, 4);
  });

  test('says 1 where nothing can differ', () => {
    expect(gTest({ left: [], right: [] }).p).toBe(1);
    expect(gTest({ left: [5], right: [9] }).p).toBe(1);
    expect(gTest({ left: [5, 3], right: [0, 0] }).p).toBe(1);
    expect(gTest({ left: [500, 300], right: [50, 30] }).p).toBe(1);
  });

  test('shuffles where a category is rare, and pools in samples too large for that', () => {
    expect(gTest({ left: [900, 100, 3], right: [180, 20, 0] }).method).toBe('permutation');
    expect(gTest({ left: [900_000, 100_000, 3], right: [1_800_000, 200_000, 0] }).method).toBe('chi-square-pooled');
  });

  test('shuffling agrees with Fisher on a small table', () => {
    // Tea tasting: 3 and 1 of 4 against 1 and 3. Two-sided 34/70.
    expect(permutationTail({ left: [3, 1], right: [1, 3] })).toBeGreaterThan(0.2);
    // All four against none: 2 of C(8, 4) = 70 divisions are as extreme.
    expect(Math.abs(permutationTail({ left: [4, 0], right: [0, 4] }) - 2 / 70)).toBeLessThan(0.012);
  });

  test('shuffling agrees with the chi-square tail where both hold', () => {
    for (const right of [
      [60, 42, 20, 78],
      [66, 46, 20, 68],
      [70, 46, 18, 66],
    ]) {
      const counts = { left: [300, 200, 100, 400], right };
      expect(gTest(counts).method).toBe('chi-square');
      // 20 extreme shuffles tell p to about a fifth of itself.
      expect(Math.abs(permutationTail(counts) / gTest(counts).p - 1)).toBeLessThan(0.4);
    }
  });

  test('is symmetric and does not depend on the order of categories', () => {
    const counts = fc.array(fc.tuple(fc.nat(300), fc.nat(60)), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(counts, (pairs) => {
        const [left, right] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
        const { statistic, p } = gTest({ left, right });
        expect(gTest({ left: right, right: left }).statistic).toBeCloseTo(statistic, 6);
        expect(gTest({ left: left.toReversed(), right: right.toReversed() }).statistic).toBeCloseTo(statistic, 6);
        expect(gTest({ left, right }).p).toBe(p);
        expect(p > 0 || statistic > 1000).toBe(true);
        expect(p <= 1).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('p below 0.05 comes in about 5 % of draws without change, rare categories or not', () => {
    const random = createRandom(3);
    for (const categories of [5, 60]) {
      const draw = (size: number): number[] => {
        const counts = Array.from({ length: categories }, () => 0);
        for (let index = 0; index < size; index += 1) {
          const category = Math.floor(random() ** 2 * categories);
          counts[category] = (counts[category] ?? 0) + 1;
        }
        return counts;
      };
      let alarms = 0;
      for (let trial = 0; trial < 400; trial += 1) if (gTest({ left: draw(600), right: draw(150) }).p < 0.05) alarms += 1;
      console.log(
        `G-test without change, ${categories} categories, 600 against 150: p < 0.05 in ${((alarms / 400) * 100).toFixed(1)} % of 400 draws`,
      );
      expect(alarms / 400).toBeLessThan(0.09);
    }
  });
});
