import { describe, expect, it } from 'vitest';
import { pairUp, resultOf, shareRight } from '../../evaluation/pairing.js';
import type { SuiteResult } from '../../evaluation/results.js';

const sheet = (items: Readonly<Record<string, boolean>>, suiteSha256 = 's'): SuiteResult => ({
  suite: 'anchor',
  suiteSha256,
  ggufSha256: 'g',
  items: Object.entries(items).map(([id, correct]) => ({ id, correct, milliseconds: 1 })),
});

describe('pairing two answer sheets', () => {
  it('pairs by id, whatever the order', () => {
    expect(pairUp(sheet({ a: true, b: false, c: true, d: false }), sheet({ d: false, c: false, b: true, a: true }))).toEqual({
      pairs: { items: 4, candidateRight: 2, championRight: 2, broken: ['b'], fixed: ['c'] },
    });
  });

  it.each([
    [undefined, sheet({ a: true }), /candidate was not measured/],
    [sheet({ a: true }), undefined, /champion was not measured/],
    [sheet({ a: true }), sheet({ a: true }, 'other'), /different versions/],
    [sheet({ a: true }), sheet({ b: true }), /different items/],
    [sheet({ a: true, b: true }), sheet({ a: true }), /different items/],
    [{ ...sheet({}), items: [...sheet({ a: true }).items, ...sheet({ a: false }).items] }, sheet({ a: true, b: true }), /different items/],
  ])('says why two sheets cannot be paired: %#', (candidate, champion, problem) => {
    expect(pairUp(candidate, champion)).toEqual({ problem: expect.stringMatching(problem) });
  });

  it('has no share of nothing', () => {
    expect(shareRight(sheet({}))).toBeUndefined();
    expect(shareRight(sheet({ a: true, b: false }))).toBe(0.5);
  });

  it('takes a result of other bytes for none', () => {
    expect(resultOf({ ggufSha256: 'g', bytes: 1, suites: { anchor: sheet({ a: true }) } }, 'anchor')).toBeDefined();
    expect(resultOf({ ggufSha256: 'h', bytes: 1, suites: { anchor: sheet({ a: true }) } }, 'anchor')).toBeUndefined();
  });
});
