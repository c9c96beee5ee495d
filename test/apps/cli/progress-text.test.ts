import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barText, plainText, type Moment } from '../../../apps/cli/progress-text.js';

const aMoment = (change: Partial<Moment> = {}): Moment => ({
  what: 'downloads temporal',
  done: 12,
  total: 45,
  unit: 'MB',
  elapsedMilliseconds: 4_000,
  text: '',
  ...change,
});

describe('a bar', () => {
  it.each([
    ['share, figures, rate and time left', {}, 'downloads temporal  ██████░░░░░░░░░░░░░░░░░░  26 %  12/45 MB  3 MB/s  11 s left'],
    ['no time left where nothing has come', { done: 0 }, 'downloads temporal  ░░░░░░░░░░░░░░░░░░░░░░░░  0 %  0/45 MB'],
    ['no time left from the first bytes', { done: 0.1 }, 'downloads temporal  ░░░░░░░░░░░░░░░░░░░░░░░░  0 %  0.1/45 MB  1.5 MB/min'],
    ['no time left at the end', { done: 45 }, 'downloads temporal  ████████████████████████  100 %  45/45 MB  11.3 MB/s'],
    [
      'slow work by the minute',
      { done: 1, unit: 'runs' },
      'downloads temporal  ░░░░░░░░░░░░░░  2 %  1/45 runs  15 runs/min  2 min 56 s left',
    ],
    ['no rate of percent', { total: 100, unit: '%' }, 'downloads temporal  ███░░░░░░░░░░░░░░░░░░░░░  12 %  29 s left'],
    [
      'what the caller adds',
      { done: 45, text: 'loss 0.42' },
      'downloads temporal  █████████████████████  100 %  45/45 MB  11.3 MB/s  loss 0.42',
    ],
  ])('tells %s', (_, change, expected) => {
    expect(barText(aMoment(change), 80)).toBe(expected);
  });

  it('counts where the end is not known, and tells only the time where there is nothing to count', () => {
    expect(barText(aMoment({ total: null, unit: 'requests' }), 80)).toBe('downloads temporal  12 requests  3 requests/s  4 s');
    expect(barText(aMoment({ total: null, unit: '' }), 80)).toBe('downloads temporal  4 s');
    expect(barText(aMoment({ total: null, unit: '' }), 15)).toBe('downloads…  4 s');
  });

  it('fits any terminal: the bar gives way, then the end', () => {
    const moments = fc.record({
      what: fc.string({ maxLength: 60 }),
      done: fc.double({ min: 0, max: 1e9, noNaN: true }),
      total: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
      unit: fc.constantFrom('MB', 'requests', '%', 's', ''),
      elapsedMilliseconds: fc.double({ min: 0, max: 1e9, noNaN: true }),
      text: fc.string({ maxLength: 60 }),
    });
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 200 }), (moment, width) => {
        expect(barText(moment, width).length).toBeLessThanOrEqual(width);
      }),
    );
  });
});

it('is one line of a log without the bar', () => {
  expect(plainText(aMoment({ text: 'from the cache' }))).toBe('downloads temporal: 26 %, 12/45 MB, 3 MB/s, 11 s left, from the cache');
});
