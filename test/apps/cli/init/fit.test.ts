import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fit, type Measured } from '../../../../apps/cli/init/fit.js';

const base = { name: 'some', uri: 'some', sha256: 'f'.repeat(64), isTiny: false, maximumTokens: 8192 };
const small = { most: 200, longest: 240 };

function measured(changes: Partial<Measured> = {}): Measured {
  return { examples: 1000, trial: false, base, bytes: { row: small, answer: small }, inSuite: 20, ...changes };
}

describe('what a pipeline file asks of the data', () => {
  it.each([
    [1000, 10, 30, 100],
    [400, 12, 30, 100],
    [200, 23, 30, 90],
    [100, 30, 15, 40],
    [20, 30, 5, 1],
  ])('of %i examples: %i percent held out, %i items for the accuracy gate, %i new ones for a run', (examples, ...expected) => {
    const { heldOutPercent, minimumItems, minimumNewExamples } = fit(measured({ examples }));
    expect([heldOutPercent, minimumItems, minimumNewExamples]).toEqual(expected);
  });

  it('says so where there is too little to judge by', () => {
    expect(fit(measured()).warnings).toEqual([]);
    expect(fit(measured({ examples: 100 })).warnings).toEqual([
      expect.stringMatching(/^80 examples leave few for tests: .* 15 held-out rows/),
    ]);
  });

  it('can always be met by the data itself: a first run is neither skipped nor short of held-out rows, as a rule', () => {
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 100_000 }), fc.boolean(), (examples, trial) => {
        const { heldOutPercent, minimumItems, minimumNewExamples } = fit(measured({ examples, trial }));
        expect(minimumNewExamples).toBeLessThanOrEqual(examples - 20);
        expect(((examples - 20) * heldOutPercent) / 100).toBeGreaterThanOrEqual(minimumItems);
      }),
    );
  });
});

describe('lengths', () => {
  it('are generous for short rows and follow long ones, up to what the base reads', () => {
    const lengths = (row: number, answer: number): number[] => {
      const { maxLengthTokens, maxTokens, contextTokens } = fit(
        measured({ bytes: { row: { most: row, longest: row }, answer: { most: answer, longest: answer } } }),
      );
      return [maxLengthTokens, maxTokens, contextTokens];
    };
    expect(lengths(200, 20)).toEqual([1024, 64, 512]);
    expect(lengths(10_000, 1_000)).toEqual([4032, 416, 4096]);
    expect(lengths(100_000, 50_000)).toEqual([8192, 8192, 8192]);
  });

  it('warn where the base cannot read the rows', () => {
    const tiny = { ...base, name: 'slipway-tiny', isTiny: true, maximumTokens: 512 };
    const { maxLengthTokens, warnings } = fit(measured({ base: tiny, bytes: { row: { most: 2_000, longest: 2_000 }, answer: small } }));
    expect(maxLengthTokens).toBe(512);
    expect(warnings).toEqual([expect.stringMatching(/about 1270 tokens and slipway-tiny reads 512/)]);
  });
});
