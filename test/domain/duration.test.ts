import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationPattern, durationText, millisecondsOf } from '../../domain/duration.js';

const day = 86_400_000;

describe('a duration in YAML', () => {
  it.each([
    ['250ms', 250],
    ['90s', 90_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', day],
    ['1.5h', 5_400_000],
    ['0s', 0],
  ])('%s is %i milliseconds', (text, milliseconds) => {
    expect(millisecondsOf(text)).toBe(milliseconds);
  });

  it.each(['', '2', 'h', '2 h', '2H', '-2h', '2h30m', '.5h', '2hours', '1e3s', ' 2h', '2h\n'])('refuses %j', (text) => {
    expect(durationPattern.test(text)).toBe(false);
    expect(() => millisecondsOf(text)).toThrow(`expected a duration such as 90s, 5m or 2h, got "${text}"`);
  });
});

describe('a duration for people', () => {
  it.each([
    [0, '0 s'],
    [499, '0 s'],
    [35_000, '35 s'],
    [59_999, '1 min'],
    [7_500_000, '2 h 5 min'],
    [48 * 3_600_000, '2 d'],
    [2 * day + 300_000, '2 d 5 min'],
    [day + 3_600_000 + 60_000 + 1_000, '1 d 1 h'],
    [-1_000, '0 s'],
  ])('%i ms reads as %s', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
  });

  it('never says more than there is, and names the largest unit that there is', () => {
    const unitMilliseconds = new Map([
      ['d', day],
      ['h', 3_600_000],
      ['min', 60_000],
      ['s', 1_000],
    ]);
    fc.assert(
      fc.property(fc.nat({ max: 100 * 86_400 }), (seconds) => {
        const parts = [...durationText(seconds * 1_000).matchAll(/(\d+) (d|h|min|s)/g)];
        const [first = 0, second = 0] = parts.map(([, count, unit]) => Number(count) * (unitMilliseconds.get(unit ?? '') ?? Number.NaN));
        expect(parts.length).toBeLessThanOrEqual(2);
        expect(first + second).toBeLessThanOrEqual(seconds * 1_000);
        expect(first * 2).toBeGreaterThanOrEqual(seconds * 1_000 - second);
      }),
    );
  });
});
