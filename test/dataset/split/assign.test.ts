import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignSplits, splitNumbers, type SplitPolicy } from '../../../dataset/split/assign.js';
import { groupFraction, groupKeyOf } from '../../../dataset/split/fraction.js';
import { splitUnits, type SplitInput } from '../../../dataset/split/units.js';
import { inputOf, policyOf, type Row } from './rows.js';

const { none, train, validation, heldOut } = splitNumbers;

/** Few groups and clusters, so that rows hang together by both. */
const row = fc.record({
  group: fc.nat({ max: 12 }),
  cluster: fc.nat({ max: 20 }),
  at: fc.option(fc.nat({ max: 100 }), { nil: undefined }),
});
const rows = fc.array(row, { minLength: 1, maxLength: 40 });
const percents = fc.record({ heldOut: fc.nat({ max: 50 }), validation: fc.nat({ max: 50 }) });

describe('the side of a row', () => {
  it('honours the percentages over many groups', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => ({ group: index }));
    const sides = assignSplits(inputOf(many), policyOf(10, 5));
    const shareOf = (side: number): number => sides.filter((each) => each === side).length / sides.length;
    expect(shareOf(heldOut)).toBeCloseTo(0.1, 2);
    expect(shareOf(validation)).toBeCloseTo(0.05, 2);
  });

  it('holds nothing out at 0 and everything at 100', () => {
    expect([...assignSplits(inputOf([{ group: 1 }]), policyOf(0, 0))]).toEqual([train]);
    expect([...assignSplits(inputOf([{ group: 1 }]), policyOf(100, 0))]).toEqual([heldOut]);
  });

  it('is one for a group and its near duplicates, with all that hangs together by either', () => {
    fc.assert(
      fc.property(rows, percents, (some, { heldOut: percent, validation: validated }) => {
        const input = inputOf(some);
        const [sides, units] = [assignSplits(input, policyOf(percent, validated)), splitUnits(input)];
        const together = some.flatMap((one, left) =>
          some.flatMap((other, right) => (one.group === other.group || one.cluster === other.cluster ? [[left, right]] : [])),
        );
        const placeOf = (index: number | undefined) => [units[index ?? -1], sides[index ?? -1]];
        expect(together.filter(([left, right]) => placeOf(left).join() !== placeOf(right).join())).toEqual([]);
      }),
    );
  });

  it('stays held out when the percentage rises: a higher one never takes a row away', () => {
    fc.assert(
      fc.property(rows, percents, fc.nat({ max: 50 }), (some, { heldOut: percent, validation: validated }, more) => {
        const input = inputOf(some);
        const [before, after] = [
          assignSplits(input, policyOf(percent, validated)),
          assignSplits(input, policyOf(percent + more, validated)),
        ];
        before.forEach((side, index) => expect(side === heldOut ? after[index] : heldOut).toBe(heldOut));
      }),
    );
  });

  it('of what the parent has never is both trained on and, in a group of its own, held out', () => {
    const input = inputOf(
      [
        { group: 1, cluster: 1 },
        { group: 2, cluster: 1 },
      ],
      [train, none],
    );
    expect([...assignSplits(input, policyOf(100, 0))]).toEqual([train, train]);
  });
});

describe('the key that a row is divided by', () => {
  it('never takes a group for a row of the same name', () => {
    expect(groupKeyOf('a', null)).not.toBe(groupKeyOf('b', 'a'));
    expect(groupKeyOf('a', 'g')).toBe(groupKeyOf('b', 'g'));
  });

  it('gives the fractions that stored versions were divided by', () => {
    // By Python's hashlib.
    expect(groupFraction('group:c-17')).toBe(0.32923417395658516);
    expect(groupFraction(groupKeyOf('a'.repeat(64), null))).toBe(0.8608222689063636);
  });
});

describe('a split by time', () => {
  const day = 24 * 60 * 60 * 1000;
  const cut = Date.parse('2026-03-01');
  const byTime = (embargo?: string): SplitPolicy => ({
    heldOut: { percent: 0, after: '2026-03-01', embargo, timeKey: 'createdAt' },
    validation: { percent: 0 },
  });
  const sidesOf = (some: readonly Row[], policy = byTime()): number[] => [...assignSplits(inputOf(some), policy)];

  it('holds out from the day on, and leaves the embargo before it to nobody', () => {
    const some = [cut - 8 * day, cut - 7 * day, cut - 1, cut, cut + day, undefined].map((at, group) => ({ group, at }));
    expect(sidesOf(some)).toEqual([train, train, train, heldOut, heldOut, none]);
    expect(sidesOf(some, byTime('7d'))).toEqual([train, none, none, heldOut, heldOut, none]);
  });

  it('gives late rows of a group that is trained on to nobody, and takes no early one away', () => {
    const some = [
      { group: 1, at: cut - day },
      { group: 1, at: cut + day },
      { group: 2, at: cut + day },
    ];
    expect(sidesOf(some)).toEqual([train, none, heldOut]);
  });

  it('never holds out a unit that has a row in training', () => {
    fc.assert(
      fc.property(rows, (some) => {
        const timed = some.map(({ at, ...rest }) => ({ ...rest, at: at === undefined ? undefined : cut + (at - 50) * day }));
        const input = inputOf(timed);
        const [sides, units] = [sidesOf(timed, byTime('7d')), splitUnits(input)];
        const held = new Set([...units].filter((_, index) => sides[index] === heldOut));
        expect([...units].filter((unit, index) => sides[index] === train && held.has(unit))).toEqual([]);
        const timesOf = (side: number): number[] => timed.flatMap(({ at }, index) => (sides[index] === side ? [at ?? Number.NaN] : []));
        expect(timesOf(heldOut).filter((at) => !(at >= cut))).toEqual([]);
        expect(timesOf(train).filter((at) => !(at < cut - 7 * day))).toEqual([]);
      }),
    );
  });

  it('needs a date, and rows with times', () => {
    expect(() =>
      assignSplits(inputOf([{ group: 1, at: cut }]), { ...byTime(), heldOut: { ...byTime().heldOut, after: 'yesterday' } }),
    ).toThrow(/ISO 8601 date such as .*, got "yesterday"/);
    expect(() => assignSplits({ ...inputOf([{ group: 1 }]), at: null } satisfies SplitInput, byTime())).toThrow(/heldOut\.timeKey/);
  });
});
