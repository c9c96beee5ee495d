import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thinned, type CurvePoint } from '../../domain/loss-curves.js';

const aCurve = (points: number): CurvePoint[] =>
  Array.from({ length: points }, (_, index) => ({ step: 5 * index + 1, loss: 1 / (index + 1) }));

describe('a curve that is thinned', () => {
  it('keeps its first and last point, its order, and no more points than asked for, evenly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 2, max: 1_000 }), (length, most) => {
        const curve = aCurve(length);
        const kept = thinned(curve, most);
        expect(kept).toHaveLength(Math.min(length, most));
        expect([kept[0], kept.at(-1)]).toEqual([curve[0], curve.at(-1)]);
        const places = kept.map(({ step }) => (step - 1) / 5);
        const gaps = places.slice(1).map((place, index) => place - (places[index] ?? 0));
        expect(Math.min(1, ...gaps)).toBeGreaterThanOrEqual(1);
        expect(Math.max(0, ...gaps) - Math.min(...gaps, Infinity)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
