import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOfRun, type CostRates } from '../../domain/cost.js';
import type { Stage, StageTime } from '../../domain/run-state.js';

const rates: CostRates = { currency: 'EUR', gpuHour: 2.5, cpuHour: 0.1 };
const everyStage = ['validate', 'train', 'package', 'evaluate', 'gate', 'approve', 'register', 'stage', 'canary', 'watch'] as const;

/** One after the other, each as long as it says. */
function lasting(...stages: readonly (readonly [name: Stage, minutes: number])[]): StageTime[] {
  let now = Date.parse('2026-11-21T10:00:00Z');
  return stages.map(([name, minutes]) => {
    const startedAt = new Date(now).toISOString();
    now += minutes * 60_000;
    return { name, startedAt, endedAt: new Date(now).toISOString() };
  });
}

describe('what a run cost', () => {
  it.each<{ stage: Stage; queue: string; amount: number }>([
    { stage: 'validate', queue: 'gpu', amount: 0.2 },
    { stage: 'train', queue: 'gpu', amount: 5 },
    { stage: 'train', queue: 'gpu-a100', amount: 5 },
    { stage: 'train', queue: 'cpu', amount: 0.2 },
    { stage: 'package', queue: 'gpu', amount: 0.2 },
    { stage: 'evaluate', queue: 'gpu', amount: 0.2 },
    { stage: 'gate', queue: 'gpu', amount: 0.2 },
    { stage: 'register', queue: 'gpu', amount: 0.2 },
    { stage: 'approve', queue: 'gpu', amount: 0 },
    { stage: 'stage', queue: 'gpu', amount: 0 },
    { stage: 'canary', queue: 'gpu', amount: 0 },
    { stage: 'watch', queue: 'gpu', amount: 0 },
  ])('is $amount EUR for two hours of $stage with training on $queue', ({ stage, queue, amount }) => {
    expect(costOfRun(lasting([stage, 120]), rates, queue)).toEqual({
      currency: 'EUR',
      stages: [{ name: stage, hours: 2, amount: expect.closeTo(amount, 10) as number }],
      total: expect.closeTo(amount, 10) as number,
    });
  });

  it('is nothing for a stage that a clock ended before it began', () => {
    const [stage] = lasting(['train', -5]);
    expect(costOfRun(stage === undefined ? [] : [stage], rates, 'gpu')).toMatchObject({ stages: [{ hours: 0, amount: 0 }], total: 0 });
  });

  it('is the sum of its stages, never below nothing, and more with higher prices', () => {
    const stages = fc.array(fc.tuple(fc.constantFrom(...everyStage), fc.integer({ min: -10, max: 3_000 })), { maxLength: 12 });
    const price = fc.double({ min: 0, max: 100, noNaN: true });
    const prices = fc.record({ gpuHour: price, cpuHour: price });
    fc.assert(
      fc.property(stages, prices, fc.constantFrom('gpu', 'cpu'), (lengths, { gpuHour, cpuHour }, queue) => {
        const times = lasting(...lengths);
        const cost = costOfRun(times, { currency: 'EUR', gpuHour, cpuHour }, queue);
        expect(cost.stages.map(({ name }) => name)).toEqual(times.map(({ name }) => name));
        expect(cost.total).toBeCloseTo(
          cost.stages.reduce((sum, { amount }) => sum + amount, 0),
          6,
        );
        expect(Math.min(0, ...cost.stages.map(({ amount }) => amount))).toBe(0);
        const dearer = costOfRun(times, { currency: 'EUR', gpuHour: gpuHour + 1, cpuHour: cpuHour + 1 }, queue);
        expect(dearer.total).toBeGreaterThanOrEqual(cost.total);
      }),
    );
  });
});
