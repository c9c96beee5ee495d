/** Distances between distributions against closed forms, and what chance adds to them. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excessDistance, excessPopulationStability, jensenShannonDistance } from '../../domain/distribution-distance.js';
import { createRandom } from '../../domain/seeded-random.js';

describe('the Jensen-Shannon distance', () => {
  test('of distributions without a common category is the root of ln 2', () => {
    expect(jensenShannonDistance({ left: [10, 0], right: [0, 3] })).toBeCloseTo(Math.sqrt(Math.LN2), 12);
  });

  test('of a coin and a certainty is as by hand', () => {
    const divergence = 0.5 * (0.5 * Math.log(0.5 / 0.75) + 0.5 * Math.log(0.5 / 0.25)) + 0.5 * Math.log(1 / 0.75);
    expect(jensenShannonDistance({ left: [50, 50], right: [7, 0] })).toBeCloseTo(Math.sqrt(divergence), 12);
  });

  test('is 0 for equal shares and for an empty side', () => {
    expect(jensenShannonDistance({ left: [10, 30], right: [1, 3] })).toBe(0);
    expect(jensenShannonDistance({ left: [0, 0], right: [1, 3] })).toBe(0);
  });

  test('is a metric: symmetric, within its range, and obeys the triangle', () => {
    const counts = fc.array(fc.nat(50), { minLength: 4, maxLength: 4 }).filter((list) => list.some((count) => count > 0));
    fc.assert(
      fc.property(counts, counts, counts, (a, b, c) => {
        const ab = jensenShannonDistance({ left: a, right: b });
        expect(ab).toBeCloseTo(jensenShannonDistance({ left: b, right: a }), 12);
        expect(ab <= Math.sqrt(Math.LN2) + 1e-12).toBe(true);
        expect(ab <= jensenShannonDistance({ left: a, right: c }) + jensenShannonDistance({ left: c, right: b }) + 1e-9).toBe(true);
      }),
    );
  });

  test('less chance is never more than with it', () => {
    expect(excessDistance({ left: [500, 500], right: [51, 49] })).toBe(0);
    const moved = { left: [500, 500], right: [90, 10] };
    expect(excessDistance(moved)).toBeGreaterThan(0.25);
    expect(excessDistance(moved)).toBeLessThan(jensenShannonDistance(moved));
  });
});

describe('what chance makes', () => {
  const random = createRandom(11);
  const draw = (categories: number, size: number): number[] => {
    const counts = Array.from({ length: categories }, () => 0);
    for (let index = 0; index < size; index += 1) {
      const category = Math.floor(random() * categories);
      counts[category] = (counts[category] ?? 0) + 1;
    }
    return counts;
  };
  const draws = Array.from({ length: 400 }, () => ({ left: draw(20, 1000), right: draw(20, 200) }));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  test('is taken off the stability index: its mean without change is 0', () => {
    const excess = mean(draws.map(excessPopulationStability));
    console.log(
      `PSI less its null expectation, mean of 400 draws without change: ${excess.toFixed(4)} (expectation (k-1)(1/n+1/m) = 0.114)`,
    );
    expect(Math.abs(excess)).toBeLessThan(0.01);
  });

  test('is about (k - 1)(1/n + 1/m)/8 of the divergence', () => {
    const divergence = mean(draws.map((counts) => jensenShannonDistance(counts) ** 2));
    expect(divergence / ((19 * 0.006) / 8)).toBeGreaterThan(0.9);
    expect(divergence / ((19 * 0.006) / 8)).toBeLessThan(1.1);
  });

  test('a new rare category does not make the index infinite', () => {
    expect(excessPopulationStability({ left: [1000, 0], right: [199, 1] })).toBeLessThan(0.05);
  });
});
