import { describe, expect, it } from 'vitest';
import {
  bytesText,
  cutText,
  figureText,
  judgedText,
  sharedDay,
  shortText,
  signed,
  spanText,
  timeText,
} from '../../../reports/page/words.js';
import { aVerdict } from '../../support/verdicts.js';

describe('times and spans', () => {
  it('are written in UTC, and as they are where they are no times', () => {
    expect(timeText('2026-11-21T18:37:04.123+01:00')).toBe('2026-11-21 17:37:04');
    expect(timeText('2026-11-21T17:37:04.123Z', 23)).toBe('2026-11-21 17:37:04.123');
    expect(timeText('yesterday')).toBe('yesterday');
  });

  it.each([
    [0, '0.00 s'],
    [82, '0.08 s'],
    [8_440, '8.4 s'],
    [89_000, '1 min 29 s'],
    [108_000_000, '1 d 6 h'],
    [-5, '0.00 s'],
  ])('%d milliseconds are %s', (milliseconds, text) => {
    expect(spanText(milliseconds)).toBe(text);
  });

  it('share a day or not', () => {
    expect(sharedDay(['2026-11-21T00:00:00Z', '2026-11-21T23:59:59Z'])).toBe('2026-11-21');
    expect(sharedDay(['2026-11-21T00:00:00Z', '2026-11-22T00:00:00Z'])).toBeUndefined();
  });
});

describe('figures', () => {
  it.each([
    { gate: 'accuracy', observed: 0.93, limit: 0.949, compared: true, text: '93.0 %' },
    { gate: 'regression', observed: 2, limit: 4, compared: true, text: '2 broken' },
    { gate: 'regression', observed: 0.8, limit: 0.6, compared: false, text: '80.0 %' },
    { gate: 'regression', observed: 1, limit: 0.6, compared: false, text: '100.0 %' },
    { gate: 'latency', observed: 1.036, limit: 1.25, compared: true, text: '1.04 ×' },
    { gate: 'latency', observed: 12.41, limit: 2_000, compared: false, text: '12.41 ms' },
    { gate: 'safety', observed: 0, limit: 0, compared: true, text: '0 wrong' },
    { gate: 'model-size', observed: 1_990_048, limit: 2_089_550, compared: true, text: '1.99 MB' },
    { gate: 'error-rate', observed: 10.19, limit: 2, compared: true, text: '10.2 points' },
    { gate: 'error-rate', observed: 0.5, limit: 5, compared: false, text: '0.5 %' },
    { gate: 'somebody-elses', observed: 0.123456, limit: 1, compared: true, text: '0.1235' },
  ])('of $gate, $observed against $limit, read $text', ({ gate, observed, limit, compared, text }) => {
    expect(judgedText(aVerdict({ gate, observed, limit }), observed, compared)).toBe(text);
  });

  it('that are missing say so', () => {
    expect(judgedText(aVerdict({ limit: null }), null, true)).toBe('none');
  });

  it('keep the digits that mean something', () => {
    expect([figureText(0.0032324), figureText(97.512), figureText(1_990_048), figureText(1_234.5)]).toEqual([
      '0.003232',
      '97.51',
      '1,990,048',
      '1,235',
    ]);
    expect([signed(2.06), signed(-0.44), signed(-0.01)]).toEqual(['+2.1', '-0.4', '0.0']);
    expect([bytesText(0), bytesText(999), bytesText(1_500), bytesText(4_700_000_000)]).toEqual([
      '0 bytes',
      '999 bytes',
      '1.5 kB',
      '4.7 GB',
    ]);
  });
});

describe('long texts', () => {
  it('are cut, and say how much is left', () => {
    expect(cutText('a'.repeat(20), 5)).toBe('aaaaa … (15 more characters in the record)');
    expect(shortText('a'.repeat(20), 5)).toBe('aaaaa …');
    expect(cutText('short', 5)).toBe('short');
  });

  it('keep figures and units together', () => {
    expect(cutText('at most 12.5 % in 30 ms, 3 points, 5 minutes')).toBe('at most 12.5\u00a0% in 30\u00a0ms, 3\u00a0points, 5 minutes');
  });
});
