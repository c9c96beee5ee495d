/** Label drift: alarms without change are rare, moves of 15 points are seen, and labels are named. */

import { describe, expect, test } from 'vitest';
import { judgeLabelMinimum, judgeLabels } from '../../../dataset/drift/labels.js';
import { emptyTally, type Tally } from '../../../dataset/drift/tally.js';
import { createRandom } from '../../../domain/seeded-random.js';
import { drawn, labelled, movedShare, tallyOf, zipf } from './fixtures.js';

const drift = { warn: 0.1, fail: 0.25 };
const judge = (existing: Tally | null, fresh: Tally) => judgeLabels(existing, fresh, drift);
const codes = (check: { samples: readonly { code: string; text: string }[] }): string[] =>
  check.samples.map(({ code, text }) => `${code} ${text}`);

function shareOfAlarms({ before, now, sizes, draws }: { before: number[]; now: number[]; sizes: [number, number]; draws: number }): number {
  const random = createRandom(29);
  let alarms = 0;
  for (let trial = 0; trial < draws; trial += 1)
    if (judge(drawn(before, sizes[0], random), drawn(now, sizes[1], random)).verdict === 'fail') alarms += 1;
  return alarms / draws;
}

describe('drift of labels, drawn many times', () => {
  const shares = zipf(20);

  test('false alarms at 20 labels, 1,000 against 200, are at most 1 %', () => {
    const share = shareOfAlarms({ before: shares, now: shares, sizes: [1000, 200], draws: 1000 });
    console.log(`label drift, 20 Zipf labels, 1,000 against 200, no change: ${(share * 100).toFixed(2)} % false alarms in 1,000 draws`);
    expect(share).toBeLessThanOrEqual(0.01);
  });

  test.each<{ told: string; to: number; sizes: [number, number] }>([
    { told: 'from the first to the last label, 1,000 against 200', to: 19, sizes: [1000, 200] },
    { told: 'from the first to the second label, 5,000 against 1,000', to: 1, sizes: [5000, 1000] },
  ])('a move of 15 points is seen in at least 99 % of draws, $told', ({ told, to, sizes }) => {
    const share = shareOfAlarms({ before: shares, now: movedShare(shares, { from: 0, to, points: 15 }), sizes, draws: 50 });
    console.log(`label drift, 20 Zipf labels, 15 points ${told}: seen in ${(share * 100).toFixed(1)} % of 50 draws`);
    expect(share).toBeGreaterThanOrEqual(0.99);
  });

  test('a move of half a point is no drift however sure it is', () => {
    const now = movedShare(shares, { from: 0, to: 1, points: 0.5 });
    const check = judge(drawn(shares, 400_000, createRandom(1)), drawn(now, 100_000, createRandom(2)));
    expect(check.verdict).toBe('pass');
    expect(check.reason).toContain('come as before');
  });

  test('the larger the move, the larger the distance, and the verdict only gets worse', () => {
    const checks = [0, 2, 5, 10, 15, 20, 25].map((points) => {
      const moved = Math.round(points * 10);
      return judge(labelled({ a: 400, b: 300, c: 300 }), labelled({ a: 400 - moved, b: 300 + moved, c: 300 }));
    });
    const distances = checks.map(({ observed }) => observed ?? 0);
    expect(distances).toEqual(distances.toSorted((left, right) => left - right));
    const rank = checks.map(({ verdict, severity }) => (verdict === 'pass' ? 0 : severity === 'warn' ? 1 : 2));
    expect(rank).toEqual(rank.toSorted((left, right) => left - right));
    expect(rank[0]).toBe(0);
    expect(rank.at(-1)).toBeGreaterThan(0);
  });
});

describe('the check of labels', () => {
  const existing = labelled({ refund: 400, order: 350, account: 250 });

  test('fails and blocks above the limit, naming the largest move', () => {
    const check = judge(existing, labelled({ refund: 10, order: 20, account: 170 }));
    expect(check).toMatchObject({ name: 'labels', verdict: 'fail', severity: 'block', limit: 0.25 });
    expect(check.reason).toContain('"account" from 25.0 % to 85.0 % (+60.0 points)');
    expect(check.reason).toContain('p < 0.0001');
  });

  test('warns between the limits', () => {
    expect(judge(existing, labelled({ refund: 110, order: 60, account: 30 }))).toMatchObject({
      verdict: 'fail',
      severity: 'warn',
      limit: 0.1,
    });
  });

  test('names new and vanished labels whatever the verdict', () => {
    const check = judge(
      labelled({ refund: 400, order: 350, account: 250, rare: 2 }),
      labelled({ refund: 80, order: 70, account: 50, gift: 2 }),
    );
    expect(check).toMatchObject({ verdict: 'pass', count: 2 });
    expect(check.reason).toContain('New: "gift". Not in the batch: "rare".');
    expect(codes(check)).toContain('new-label gift');
    expect(codes(check)).toContain('vanished-label rare');
  });

  test('a batch of five is inconclusive and stops nothing', () => {
    expect(judge(existing, labelled({ account: 5 }))).toMatchObject({ verdict: 'inconclusive', severity: 'warn' });
    expect(judge(null, labelled({ account: 5 }))).toMatchObject({ verdict: 'inconclusive', severity: 'warn' });
  });

  test('90 % one class warns by name, in a first set and in a batch', () => {
    for (const check of [
      judge(null, labelled({ refund: 90, order: 10 })),
      judge(labelled({ refund: 900, order: 100 }), labelled({ refund: 90, order: 10 })),
    ]) {
      expect(check).toMatchObject({ verdict: 'fail', severity: 'warn', observed: 0.9, limit: 0.9 });
      expect(check.reason).toContain('90.0 %');
      expect(check.reason).toContain('"refund" (90 of 100)');
      expect(codes(check)).toContain('dominant-label refund');
    }
    expect(judge(null, labelled({ refund: 89, order: 11 })).verdict).toBe('pass');
  });

  test('examples without a label count as a kind of their own beside those with one', () => {
    const check = judge(
      existing,
      tallyOf([
        [{ label: null }, 150],
        [{ label: 'refund' }, 50],
      ]),
    );
    expect(check).toMatchObject({ verdict: 'fail', severity: 'block' });
    expect(check.reason).toContain('"(no label)" from 0.0 % to 75.0 %');
  });

  test('without any label there is nothing to compare', () => {
    expect(judge(null, tallyOf([[{}, 100]])).verdict).toBe('pass');
    expect(judge(tallyOf([[{}, 100]]), tallyOf([[{}, 100]])).verdict).toBe('pass');
    expect(judge(existing, emptyTally()).verdict).toBe('inconclusive');
  });

  test('long labels are cut in sentences', () => {
    const check = judge(null, labelled({ ['x'.repeat(500)]: 100 }));
    expect(check.reason.length).toBeLessThan(400);
  });
});

describe('the minimum per label', () => {
  const total = labelled({ refund: 40, order: 9, gift: 3 });

  test.each([
    [undefined, 'pass', 0],
    [3, 'pass', 0],
    [4, 'fail', 1],
    [10, 'fail', 2],
  ])('of %s: %s, %d short', (minimum, verdict, count) => {
    expect(judgeLabelMinimum(total, minimum)).toMatchObject({ verdict, count, severity: 'block' });
  });

  test('names the short ones, the shortest first', () => {
    const check = judgeLabelMinimum(total, 10);
    expect(check).toMatchObject({ observed: 3, limit: 10 });
    expect(check.reason).toContain('"gift", "order"');
    expect(codes(check)).toEqual(['label-below-minimum gift: 3', 'label-below-minimum order: 9']);
  });

  test('without labels it cannot be judged', () => {
    expect(judgeLabelMinimum(tallyOf([[{}, 50]]), 10)).toMatchObject({ verdict: 'inconclusive', severity: 'block' });
  });
});
