import { describe, expect, it } from 'vitest';
import { emptyTally, type Tally } from '../../../dataset/drift/tally.js';
import type { Columns } from '../../../dataset/stage/columns.js';
import { distributionsOf } from '../../../dataset/stage/distributions.js';
import type { Distribution } from '../../../dataset/stage/report.js';

const noRecords = { count: 0, existing: 0 } as Columns;

function labelsOf(existing: Tally['labels'] | null, fresh: Tally['labels']): Distribution | undefined {
  const tally = (labels: Tally['labels']): Tally => Object.assign(emptyTally(), { labels });
  const tallies = { existing: existing === null ? null : tally(existing), fresh: tally(fresh) };
  return distributionsOf(tallies, noRecords).find(({ name }) => name === 'labels');
}

describe('a distribution', () => {
  it('has existing and new beside each other, the most frequent first, and says of nothing that it was left out', () => {
    expect(labelsOf({ a: 1, b: 5 }, { a: 2, c: 4 })).toEqual({
      name: 'labels',
      bins: [
        { bin: 'b', existing: 5, new: 0 },
        { bin: 'c', existing: 0, new: 4 },
        { bin: 'a', existing: 1, new: 2 },
      ],
    });
  });

  it('of a first version counts labels that are called as a method of objects is', () => {
    expect(labelsOf(null, { constructor: 3 })?.bins).toEqual([{ bin: 'constructor', existing: 0, new: 3 }]);
  });

  it('of too many kinds keeps the most frequent, then what is new, then what is gone, and counts the rest', () => {
    const many = (from: number, count: number, each: number): Tally['labels'] =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`label ${String(from + index).padStart(4, '0')}`, each]));
    const both = many(0, 500, 9);
    const found = labelsOf({ ...both, ...many(1_000, 300, 2) }, { ...both, ...many(2_000, 150, 1) });
    const kept = (test: (bin: Distribution['bins'][number]) => boolean): number => found?.bins.filter(test).length ?? 0;
    expect(found?.bins).toHaveLength(400);
    expect(kept(({ existing }) => existing === 0)).toBe(150);
    expect(kept(({ new: fresh }) => fresh === 0)).toBe(150);
    expect(found?.beyond).toEqual({ kinds: 550, existing: 400 * 9 + 150 * 2, new: 400 * 9 });
    const total = (side: 'existing' | 'new'): number =>
      (found?.beyond?.[side] ?? 0) + (found?.bins ?? []).reduce((sum, bin) => sum + bin[side], 0);
    expect([total('existing'), total('new')]).toEqual([500 * 9 + 600, 500 * 9 + 150]);
  });
});
