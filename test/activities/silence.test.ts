import { afterEach, describe, expect, it, vi } from 'vitest';
import { watchSilence } from '../../activities/silence.js';

afterEach(() => void vi.useRealTimers());

describe('the silence of a trainer', () => {
  it('lasts for as long as the revision stays the same, and ends with the next one', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const silence = watchSilence();
    expect(silence(7)).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(silence(7)).toBe(60_000);
    expect(silence(8)).toBe(0);
    vi.advanceTimersByTime(500);
    expect(silence(8)).toBe(500);
  });

  it('begins before the trainer has reported anything', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const silence = watchSilence();
    expect(silence(0)).toBe(0);
    vi.advanceTimersByTime(1_000);
    expect(silence(0)).toBe(1_000);
  });

  it.each([
    ['forward', 86_400_000],
    ['back', -86_400_000],
  ])('neither ends nor begins because the clock is moved %s by a day', (_direction, milliseconds) => {
    const silence = watchSilence();
    silence(7);
    // The clock of the day alone: what it measures with stays real.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds });
    const measured = silence(7);
    expect(measured).toBeGreaterThanOrEqual(0);
    expect(measured).toBeLessThan(3_600_000);
  });
});
