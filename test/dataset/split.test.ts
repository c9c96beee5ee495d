import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupKeyOf, splitOf } from '../../dataset/split.js';

const percents = fc.record({ heldOut: fc.nat({ max: 50 }), validation: fc.nat({ max: 50 }), more: fc.nat({ max: 50 }) });

describe('splitting', () => {
  it('honours the percentages over many groups', () => {
    const splits = Array.from({ length: 20_000 }, (_, index) => splitOf(`group:${index}`, settingsOf(10, 5)));
    const shareOf = (name: string): number => splits.filter((split) => split === name).length / splits.length;
    expect(shareOf('heldOut')).toBeCloseTo(0.1, 1);
    expect(shareOf('validation')).toBeCloseTo(0.05, 1);
  });

  it('holds nothing out at 0 and everything at 100', () => {
    expect(splitOf('group:a', settingsOf(0, 0))).toBe('train');
    expect(splitOf('group:a', settingsOf(100, 0))).toBe('heldOut');
  });

  it('keeps a held-out group held out when the percentage rises', () => {
    fc.assert(
      fc.property(fc.string(), percents, (group, { heldOut, validation, more }) => {
        const before = splitOf(group, settingsOf(heldOut, validation));
        const after = splitOf(group, settingsOf(heldOut + more, validation));
        expect(before === 'heldOut' ? after : 'heldOut').toBe('heldOut');
      }),
    );
  });

  it('never takes a group for a row of the same name', () => {
    expect(groupKeyOf({ id: 'a', group: null })).not.toBe(groupKeyOf({ id: 'b', group: 'a' }));
  });
});

function settingsOf(heldOut: number, validation: number): { heldOut: { percent: number }; validation: { percent: number } } {
  return { heldOut: { percent: heldOut }, validation: { percent: validation } };
}
