import { describe, expect, it } from 'vitest';
import type { Check } from '../../../dataset/check.js';
import { assignSplits, splitNumbers } from '../../../dataset/split/assign.js';
import { judgeSplit } from '../../../dataset/split/judge.js';
import { measureSplit, type SplitFigures } from '../../../dataset/split/measure.js';
import { inputOf, policyOf } from './rows.js';

const { none, train, validation, heldOut } = splitNumbers;
const good: SplitFigures = {
  train: 850,
  validation: 50,
  heldOut: 100,
  leftOut: 0,
  anchor: 0,
  units: 400,
  largestUnit: 10,
  newUnits: 400,
  newRows: 1000,
  newHeldOut: 100,
  untestedLabels: [],
};

describe('the figures of a split', () => {
  it('count rows, groups, what was held out before, and labels that no test asks for', () => {
    const rows = [{ group: 1 }, { group: 1 }, { group: 2 }, { group: 3 }, { group: 4 }, { group: 5 }];
    const sides = Uint8Array.from([train, train, validation, heldOut, heldOut, none]);
    const input = inputOf(rows, [train, none, none, heldOut, none, none]);
    const labels = { of: Uint32Array.from([0, 0, 1, 1, 99, 0]), names: ['refund', 'card', 'never'] };
    expect(measureSplit(input, sides, labels)).toEqual({
      train: 2,
      validation: 1,
      heldOut: 2,
      leftOut: 1,
      anchor: 1,
      units: 5,
      largestUnit: 2,
      newUnits: 3,
      newRows: 3,
      newHeldOut: 1,
      untestedLabels: [{ label: 'refund', train: 2 }],
    });
  });

  it('put the label with most rows first', () => {
    const rows = Array.from({ length: 6 }, (_, group) => ({ group }));
    const labels = { of: Uint32Array.from([2, 1, 1, 0, 0, 2]), names: ['b', 'a', 'c'] };
    const { untestedLabels } = measureSplit(inputOf(rows), Uint8Array.from([train, train, train, train, train, heldOut]), labels);
    expect(untestedLabels.map(({ label }) => label)).toEqual(['a', 'b']);
  });
});

describe('a split', () => {
  const judged = (changes: Partial<SplitFigures>, percent = 10): Check => judgeSplit({ ...good, ...changes }, policyOf(percent, 5));

  it('passes with about what was wanted, and tells its sizes', () => {
    expect(judged({})).toMatchObject({
      verdict: 'pass',
      observed: 10,
      limit: 10,
      count: 0,
      reason: '850 train, 50 validation, 100 held out.',
    });
    expect(judged({ anchor: 40, leftOut: 3 }).reason).toBe(
      '850 train, 50 validation, 100 held out (40 of them in earlier versions), 3 rows in no split (as before).',
    );
  });

  it.each<[string, Partial<SplitFigures>, RegExp]>([
    ['nothing to train on', { train: 0 }, /^No row is left for training\. Lower heldOut\.percent/],
    ['nothing to test with', { heldOut: 0, newHeldOut: 0 }, /^No row was held out, so nothing could be tested\./],
    [
      'far less held out than wanted',
      { heldOut: 10, newHeldOut: 10 },
      /^Expected about 10 % of the new rows held out, got 1\.0 % \(10 of 1000 in 400 groups\)/,
    ],
    ['far more held out than wanted', { heldOut: 300, newHeldOut: 300 }, /got 30\.0 %/],
  ])('fails with %s', (_, changes, reason) => {
    expect(judged(changes)).toMatchObject({ verdict: 'fail', severity: 'block', reason: expect.stringMatching(reason) as string });
  });

  it('of few groups may fall far by chance, and that of the parent is not judged again', () => {
    expect(judged({ newUnits: 9, units: 9, newHeldOut: 300, heldOut: 300 })).toMatchObject({ verdict: 'pass' });
    expect(judged({ newUnits: 0, newRows: 0, newHeldOut: 0, heldOut: 500 })).toMatchObject({ verdict: 'pass' });
  });

  it('warns of a group that is most of it, and of labels that no test asks for, by name', () => {
    expect(judged({ largestUnit: 501 })).toMatchObject({
      verdict: 'fail',
      severity: 'warn',
      reason: expect.stringContaining('501 of 1000 rows') as string,
    });
    const untestedLabels = ['a', 'b', 'c', 'd'].map((label, index) => ({ label, train: 9 - index }));
    expect(judged({ untestedLabels })).toMatchObject({
      verdict: 'fail',
      severity: 'warn',
      count: 4,
      reason: expect.stringContaining(
        '4 labels trained on and never held out: a (9 in train), b (8 in train), c (7 in train) and 1 more.',
      ) as string,
      samples: [{ code: 'label-not-held-out', text: 'a: 9 in train, none held out' }, { text: expect.stringContaining('b') as string }, {}],
    });
  });

  it('by time is held to no percentage', () => {
    const policy = { ...policyOf(10, 5), heldOut: { percent: 10, after: '2026-03-01', timeKey: 'createdAt' } };
    expect(judgeSplit({ ...good, heldOut: 500, newHeldOut: 500 }, policy)).toMatchObject({ verdict: 'pass', limit: null });
    expect(judgeSplit({ ...good, heldOut: 0, newHeldOut: 0 }, policy).reason).toMatch(/Set heldOut\.after to an earlier date/);
  });

  it('of any size of groups at the wanted share is rarely refused', () => {
    let refused = 0;
    for (let draw = 0; draw < 300; draw += 1) {
      const rows = Array.from({ length: 400 }, (_, index) => ({ group: draw * 1000 + Math.floor(index / 3) }));
      const input = inputOf(rows);
      const figures = measureSplit(input, assignSplits(input, policyOf(10, 5)), null);
      if (judgeSplit(figures, policyOf(10, 5)).verdict !== 'pass') refused += 1;
    }
    expect(refused).toBeLessThanOrEqual(1);
  });
});
