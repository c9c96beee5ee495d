/** The chi-square tail against printed tables and a closed form. */

import { describe, expect, test } from 'vitest';
import { chiSquareTail } from '../../domain/chi-square.js';

describe('the chi-square tail', () => {
  // Critical values of NIST/SEMATECH e-Handbook 1.3.6.7.4, three decimals.
  test.each([
    [3.841, 1, 0.05],
    [6.635, 1, 0.01],
    [10.828, 1, 0.001],
    [5.991, 2, 0.05],
    [16.919, 9, 0.05],
    [29.588, 10, 0.001],
    [30.144, 19, 0.05],
    [43.82, 19, 0.001],
    [124.342, 100, 0.05],
    [149.449, 100, 0.001],
  ])('of %d with %d degrees is %d', (statistic, degrees, p) => {
    expect(Math.abs(chiSquareTail(statistic, degrees) / p - 1)).toBeLessThan(0.001);
  });

  test('with two degrees is exp(-x/2), far out too', () => {
    for (const x of [0.001, 0.5, 1, 3, 10, 40, 100, 600]) expect(Math.abs(chiSquareTail(x, 2) / Math.exp(-x / 2) - 1)).toBeLessThan(1e-9);
  });

  test('with four degrees is (1 + x/2) exp(-x/2)', () => {
    for (const x of [0.5, 4, 12, 80]) expect(Math.abs(chiSquareTail(x, 4) / ((1 + x / 2) * Math.exp(-x / 2)) - 1)).toBeLessThan(1e-9);
  });

  test('is about a half at the median, for thousands of degrees too', () => {
    for (const degrees of [50, 1_000, 9_999]) expect(chiSquareTail(degrees * (1 - 2 / (9 * degrees)) ** 3, degrees)).toBeCloseTo(0.5, 3);
  });

  test('nothing is surprising without degrees or without a difference', () => {
    expect(chiSquareTail(5, 0)).toBe(1);
    expect(chiSquareTail(0, 5)).toBe(1);
  });
});
