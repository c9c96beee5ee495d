import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeyCounts } from '../../../dataset/contamination/key-counts.js';

/** Keys are expected to be well mixed. */
const key = fc.nat({ max: 60 }).map((number) => Math.imul(number + 1, 0x9e3779b1));

describe('counted keys', () => {
  it('are counted if and only if they are in the set', () => {
    fc.assert(
      fc.property(fc.array(key), fc.array(key), (keys, seen) => {
        const counts = createKeyCounts(Int32Array.from(keys));
        expect(counts.size).toBe(new Set(keys).size);
        for (const each of seen) expect(counts.add(each)).toBe(keys.includes(each));
        for (const each of keys) {
          expect(counts.mayHave(each)).toBe(true);
          expect(counts.of(each)).toBe(seen.filter((other) => other === each).length);
        }
      }),
    );
  });

  it('stop at the highest count, when they are added too', () => {
    const counts = createKeyCounts(Int32Array.of(1));
    for (let times = 0; times < 70_000; times += 1) counts.add(1);
    expect(counts.of(1)).toBe(65_534);
    counts.addSaved(counts.save());
    expect(counts.of(1)).toBe(65_534);
    expect(counts.mayHave(1)).toBe(true);
  });
});
