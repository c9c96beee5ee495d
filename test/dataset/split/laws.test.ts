import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignSplits, splitNumbers, type SplitPolicy } from '../../../dataset/split/assign.js';
import { groupFraction } from '../../../dataset/split/fraction.js';
import { splitUnits, type SplitInput } from '../../../dataset/split/units.js';

const { none, train, validation, heldOut } = splitNumbers;

interface Row {
  readonly group: string;
  readonly cluster: number;
  readonly at: number;
  readonly pinned?: number;
}

const row = fc.record({
  group: fc.nat({ max: 30 }).map((number) => `g${number}`),
  cluster: fc.nat({ max: 40 }),
  at: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constant(Number.NaN)),
});
const rows = fc.array(row, { maxLength: 60 });
const byTime = (percent: number): SplitPolicy => ({
  heldOut: { percent: 0, after: new Date(50).toISOString(), embargo: '10ms', timeKey: 'createdAt' },
  validation: { percent },
});
const policies = fc.oneof(
  fc.tuple(fc.nat({ max: 50 }), fc.nat({ max: 50 })).map(([percent, validated]) => byPercent(percent, validated)),
  fc.nat({ max: 50 }).map(byTime),
);

describe('the laws of splitting', () => {
  it('fractions are uniform', () => {
    const counts = Array.from({ length: 20 }, () => 0);
    for (let index = 0; index < 20_000; index += 1) {
      const bin = Math.floor(groupFraction(`group:${index}`) * 20);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    // Chi-square with 19 degrees of freedom; 43.8 is exceeded once in a thousand, and these fractions never change.
    expect(counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(43.8);
  });

  it('large clusters are held out no more often than small ones', () => {
    const list = Array.from({ length: 40_000 }, (_, index) => ({ group: `g${index}`, cluster: Math.floor(index / 8), at: Number.NaN }));
    const splits = assignSplits(inputOf(list), byPercent(10, 5));
    expect(shareOf(splits, heldOut)).toBeCloseTo(0.1, 1.8);
    expect(shareOf(splits, validation)).toBeCloseTo(0.05, 1.8);
  });

  it('rows without near duplicates fall as they did in the versions that are stored', () => {
    const list = Array.from({ length: 500 }, (_, index) => ({ group: `g${index}`, cluster: index, at: Number.NaN }));
    const expected = list.map(({ group }) => {
      const percent = groupFraction(`group:${group}`) * 100;
      return percent < 20 ? heldOut : percent < 30 ? validation : train;
    });
    expect([...assignSplits(inputOf(list), byPercent(20, 10))]).toEqual(expected);
  });

  it('neither the order of rows nor the numbers of clusters matter', () => {
    fc.assert(
      fc.property(rows, policies, fc.nat(), (list, policy, seed) => {
        const order = list.map((_, index) => index).toSorted((left, right) => ((left * 7919 + seed) % 101) - ((right * 7919 + seed) % 101));
        const shuffled = order.flatMap((index) => list[index] ?? []).map((each) => ({ ...each, cluster: 99 - each.cluster }));
        const [plain, other] = [assignSplits(inputOf(list), policy), assignSplits(inputOf(shuffled), policy)];
        expect(order.map((index) => plain[index])).toEqual([...other]);
      }),
    );
  });

  it('rows of a version stay where they are under any later policy and data', () => {
    fc.assert(
      fc.property(rows, rows, fc.tuple(policies, policies), (old, fresh, [before, after]) => {
        const first = assignSplits(inputOf(old), before);
        const known = old.map((each, index) => ({ ...each, pinned: first[index] ?? 0 })).filter(({ pinned }) => pinned !== none);
        const second = assignSplits(inputOf([...known, ...fresh]), after);
        expect([...second.subarray(0, known.length)]).toEqual(known.map(({ pinned }) => pinned));
      }),
    );
  });

  it('new rows that have nothing to do with a row do not move it', () => {
    fc.assert(
      fc.property(rows, rows, policies, (list, more, policy) => {
        const strangers = more.map((each) => ({ ...each, group: `other ${each.group}`, cluster: each.cluster + 100 }));
        const alone = assignSplits(inputOf(list), policy);
        expect(assignSplits(inputOf([...list, ...strangers]), policy).subarray(0, list.length)).toEqual(alone);
      }),
    );
  });

  it('what is new of a unit is on one side, and on one of the parent’s where it has any', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.nat({ max: 3 }), { maxLength: 10 }), policies, (list, pins, policy) => {
        const input = inputOf(list.map((each, index) => ({ ...each, pinned: pins[index] ?? 0 })));
        const [splits, units] = [assignSplits(input, policy), splitUnits(input)];
        for (const unit of new Set(units)) {
          const members = [...units.keys()].filter((index) => units[index] === unit);
          const pinned = members.map((index) => input.pinned[index] ?? 0).filter((side) => side !== none);
          const fresh = new Set(members.filter((index) => input.pinned[index] === none).map((index) => splits[index]));
          fresh.delete(none);
          expect(fresh.size).toBeLessThanOrEqual(1);
          expect([...fresh].every((side) => pinned.length === 0 || side === Math.max(...pinned))).toBe(true);
        }
      }),
    );
  });
});

function byPercent(percent: number, validated: number): SplitPolicy {
  return { heldOut: { percent, timeKey: 'createdAt' }, validation: { percent: validated } };
}

function inputOf(list: readonly Row[]): SplitInput {
  return {
    count: list.length,
    pinned: Uint8Array.from(list, ({ pinned }) => pinned ?? 0),
    fraction: Float64Array.from(list, ({ group }) => groupFraction(`group:${group}`)),
    cluster: Uint32Array.from(list, ({ cluster }) => cluster),
    at: Float64Array.from(list, ({ at }) => at),
  };
}

function shareOf(splits: Uint8Array, side: number): number {
  return splits.filter((split) => split === side).length / splits.length;
}
