import { describe, expect, it } from 'vitest';
import { stepsPerSecond, stepsSeen, type StepSeen } from '../../../../apps/cli/screen/pace.js';

const after = (...seen: readonly (readonly [step: number, seconds: number])[]): readonly StepSeen[] =>
  seen.reduce<readonly StepSeen[]>((before, [step, seconds]) => stepsSeen(before, { step, atMilliseconds: seconds * 1000 }), []);

describe('the pace of training', () => {
  it('is not known before two steps were seen', () => {
    expect(stepsPerSecond(after())).toBeNull();
    expect(stepsPerSecond(after([10, 0], [10, 1], [10, 2]))).toBeNull();
  });

  it('counts from when a step was first seen, however often it was looked at', () => {
    expect(stepsPerSecond(after([10, 0], [10, 1], [12, 2], [12, 3], [14, 4], [14, 5]))).toBe(1);
  });

  it('forgets what was before a training that began again from its checkpoint', () => {
    expect(stepsPerSecond(after([10, 0], [20, 10], [8, 60], [12, 61]))).toBe(4);
  });

  it('follows a machine that has become slower', () => {
    const fast = Array.from({ length: 50 }, (_, index) => [index * 10, index] as const);
    const slow = Array.from({ length: 30 }, (_, index) => [500 + index, 50 + index] as const);
    expect(stepsPerSecond(after(...fast, ...slow))).toBe(1);
  });
});
