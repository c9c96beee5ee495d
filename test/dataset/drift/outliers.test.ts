/** Outliers: planted ones are found by number, homogeneous sets have none. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeOutliers } from '../../../dataset/drift/judge-outliers.js';
import { findOutliers, mostOutliers, noLabel, outlierLimit, type OutlierColumns } from '../../../dataset/drift/outliers.js';
import { robustScale } from '../../../dataset/drift/robust-scale.js';
import { createRandom } from '../../../domain/seeded-random.js';

/** Log-normal lengths around 100 words, two turns, labels that come in turn. */
function homogeneous(count: number, seed = 5): OutlierColumns {
  const random = createRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return {
    words: Uint32Array.from({ length: count }, () => Math.round(100 * Math.exp(0.5 * normal()))),
    turns: new Uint32Array(count).fill(2),
    answerWords: Uint32Array.from({ length: count }, () => Math.round(40 * Math.exp(0.6 * normal()))),
    labels: Uint32Array.from({ length: count }, (_, index) => index % 7),
    rareScript: Float64Array.from({ length: count }, () => random() * 0.03),
  };
}

describe('outliers', () => {
  test('there are none in homogeneous sets', () => {
    for (let seed = 0; seed < 20; seed += 1) expect(findOutliers(homogeneous(5_000, seed)).total).toBe(0);
  });

  test('there are none where all are alike, or too few', () => {
    const alike = {
      words: new Uint32Array(100).fill(9),
      turns: new Uint32Array(100).fill(2),
      answerWords: new Uint32Array(100).fill(1),
      labels: new Uint32Array(100).fill(noLabel),
      rareScript: new Float64Array(100),
    };
    expect(findOutliers(alike)).toEqual({ found: [], total: 0, examples: 100 });
    const few = homogeneous(10);
    few.words[3] = 1e6;
    expect(findOutliers(few).total).toBe(0);
  });

  test('planted ones are found with their numbers and reasons', () => {
    const columns = homogeneous(5_000);
    columns.words[18] = 90_000;
    columns.labels[18] = noLabel;
    columns.turns[400] = 60;
    columns.answerWords[1234] = 30_000;
    columns.rareScript[4999] = 1;
    // Short for its label: label 3 is of long texts, all alike.
    for (let index = 3; index < 5_000; index += 7) columns.words[index] = 1_000;
    columns.words[703] = 90;
    const { found, total } = findOutliers(columns);
    expect(total).toBe(5);
    expect(found.map(({ index, code }) => [index, code]).toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([
      [18, 'length'],
      [400, 'turns'],
      [703, 'length-for-label'],
      [1234, 'answer-length'],
      [4999, 'rare-script'],
    ]);
    expect(found.every(({ z }) => Math.abs(z) > outlierLimit)).toBe(true);
    expect(found.find(({ index }) => index === 703)?.z).toBeLessThan(0);
  });

  test('a Latin text stands out among Chinese ones as a Chinese one among Latin ones', () => {
    const columns = homogeneous(1_000);
    columns.rareScript.fill(0.97);
    columns.rareScript[77] = 0;
    expect(findOutliers(columns).found).toMatchObject([{ index: 77, code: 'rare-script' }]);
  });

  test('a twentieth of the set and more is a group of its own', () => {
    const columns = homogeneous(1_000);
    for (let index = 0; index < 100; index += 1) columns.turns[index] = 60;
    expect(findOutliers(columns).total).toBe(0);
  });

  test('at most the thousand most extreme ones are listed, all are counted', () => {
    const columns = homogeneous(120_000);
    for (let index = 0; index < 5_000; index += 1) columns.words[index] = 1e6 + index;
    const { found, total } = findOutliers({ ...columns, labels: new Uint32Array(120_000).fill(noLabel) });
    expect(total).toBe(5_000);
    expect(found).toHaveLength(mostOutliers);
    expect(found[0]?.index).toBe(4_999);
    expect(found.at(-1)?.index).toBe(4_000);
  });
});

describe('the robust scale', () => {
  test('equals the plain definition', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 60 }), (values) => {
        const sorted = values.toSorted((a, b) => a - b);
        const middle = ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
        const deviations = values.map((value) => Math.abs(value - middle)).toSorted((a, b) => a - b);
        const scale = robustScale(Uint32Array.from(values), (value) => value, 0);
        expect(scale.middle).toBe(middle);
        expect(scale.spread).toBeCloseTo(1.4826 * (deviations[(deviations.length - 1) >> 1] ?? 0), 9);
      }),
    );
  });
});

describe('the check of outliers', () => {
  const placeOf = ({ index }: { index: number }) => ({ file: 'new.jsonl', line: index + 1, text: 'x'.repeat(500) });

  test('names the farthest by its line and never blocks', () => {
    const columns = homogeneous(1_000);
    columns.turns[41] = 200;
    columns.turns[7] = 90;
    const check = judgeOutliers(findOutliers(columns), placeOf);
    expect(check).toMatchObject({ name: 'outliers', verdict: 'fail', severity: 'warn', count: 2, limit: outlierLimit });
    expect(check.reason).toContain('2 examples of 1,000 stand out (turns 2); the farthest is line 42 of new.jsonl');
    expect(check.samples.map(({ code, line }) => [code, line])).toEqual([
      ['turns', 42],
      ['turns', 8],
    ]);
    expect(check.samples.every(({ text }) => text.length <= 200)).toBe(true);
  });

  test('passes without any', () => {
    expect(judgeOutliers(findOutliers(homogeneous(1_000)), placeOf)).toMatchObject({ verdict: 'pass', count: 0, observed: 0 });
  });
});
