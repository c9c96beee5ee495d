import { describe, expect, it } from 'vitest';
import { clockText, distanceText } from '../../../../apps/cli/screen/moments.js';

const now = { nowMilliseconds: Date.parse('2026-11-21T12:30:00Z'), timeZone: 'Europe/Berlin' };

describe('a time', () => {
  it.each([
    ['2026-11-21T12:34:05Z', '13:34:05', 'in 4 min 5 s'],
    ['2026-11-21T12:30:00.300Z', '13:30:00', 'now'],
    ['2026-11-21T09:00:00Z', '10:00:00', '3 h 30 min ago'],
    ['2026-11-20T23:30:00Z', '00:30:00', '13 h ago'],
    ['2026-11-20T22:30:00Z', '2026-11-20 23:30', '14 h ago'],
    ['2026-12-24T12:30:00Z', '2026-12-24 13:30', 'in 33 d'],
  ])('such as %s is shown by the clock of the reader, with its day where that is another: %s, %s', (iso, clock, distance) => {
    expect(clockText(iso, now)).toBe(clock);
    expect(distanceText(iso, now)).toBe(distance);
  });
});
