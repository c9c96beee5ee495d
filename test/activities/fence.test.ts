import fc from 'fast-check';
import { ApplicationFailure } from '@temporalio/activity';
import { describe, expect, it } from 'vitest';
import { holdsFence, takeFence, type Fence } from '../../activities/fence.js';
import type { ObjectStore } from '../../platform/ports.js';
import { useStores, withRival } from '../registry/harness.js';

const newStore = useStores();

const by =
  (store: ObjectStore) =>
  (attempt: number, token = `execution-of-${attempt}`): Fence => ({ store, key: 'fences/triage/ft-1.run-a', attempt, token });

async function outcomeOf(taking: Promise<void>): Promise<string> {
  try {
    await taking;
    return 'taken';
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) return String(error);
    return `${error.type} ${error.nonRetryable === true ? 'for good' : 'for now'}`;
  }
}

describe('a fence', () => {
  it('is held by nobody before it is taken', async () => {
    expect(await holdsFence(by(newStore())(1))).toBe(false);
  });

  it('goes over to a later attempt, and the earlier one learns that it must not publish', async () => {
    const fence = by(newStore());
    await takeFence(fence(1));
    expect(await holdsFence(fence(1))).toBe(true);
    await takeFence(fence(2));
    expect(await holdsFence(fence(1))).toBe(false);
    expect(await holdsFence(fence(2))).toBe(true);
  });

  it('is refused to an earlier attempt for good, with the reason', async () => {
    const fence = by(newStore());
    await takeFence(fence(3));
    const refused = takeFence(fence(2));
    await expect(refused).rejects.toThrow('attempt 2 was overtaken by attempt 3');
    expect(await outcomeOf(takeFence(fence(2)))).toBe('Superseded for good');
    expect(await holdsFence(fence(3))).toBe(true);
  });

  it('may be taken again by its holder', async () => {
    const fence = by(newStore());
    await takeFence(fence(2));
    await takeFence(fence(2));
    expect(await holdsFence(fence(2))).toBe(true);
  });

  it('is refused, for now, to a second execution of the same attempt; the next attempt takes it from the first', async () => {
    const fence = by(newStore());
    await takeFence(fence(2, 'first'));
    expect(await outcomeOf(takeFence(fence(2, 'second')))).toBe('DuplicateAttempt for now');
    expect(await holdsFence(fence(2, 'second'))).toBe(false);
    expect(await holdsFence(fence(2, 'first'))).toBe(true);
    await takeFence(fence(3));
    expect(await holdsFence(fence(2, 'first'))).toBe(false);
  });

  it.each([
    [1, 2, 'taken'],
    [3, 2, 'Superseded for good'],
  ])('when attempt %i takes it in the very moment in which attempt %i does: %s', async (rival, attempt, outcome) => {
    const store = newStore();
    const raced = by(withRival(store, () => takeFence(by(store)(rival))));
    expect(await outcomeOf(takeFence(raced(attempt)))).toBe(outcome);
    expect(await holdsFence(by(store)(Math.max(rival, attempt)))).toBe(true);
  });
});

describe('laws of the fence', () => {
  const attempts = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 });

  it('one after the other, an attempt takes it exactly when no later one has', async () => {
    await fc.assert(
      fc.asyncProperty(attempts, async (order) => {
        const fence = by(newStore());
        let highest = 0;
        for (const attempt of order) {
          expect(await outcomeOf(takeFence(fence(attempt)))).toBe(attempt < highest ? 'Superseded for good' : 'taken');
          highest = Math.max(highest, attempt);
        }
        for (const attempt of order) expect(await holdsFence(fence(attempt))).toBe(attempt === highest);
      }),
      { numRuns: 15 },
    );
  });

  it('all at once, exactly one execution of the latest attempt holds it in the end, and nobody fails for another reason', async () => {
    await fc.assert(
      fc.asyncProperty(attempts, async (racing) => {
        const store = newStore();
        const fences = racing.map((attempt, index) => by(store)(attempt, `execution-${index}`));
        const outcomes = await Promise.all(fences.map((fence) => outcomeOf(takeFence(fence))));
        const held = await Promise.all(fences.map(holdsFence));
        expect(fences.filter((_, index) => held[index] === true).map((fence) => fence.attempt)).toEqual([Math.max(...racing)]);
        expect(outcomes.every((outcome) => /^(taken|Superseded for good|DuplicateAttempt for now)$/.test(outcome))).toBe(true);
        expect(held.every((holds, index) => !holds || outcomes[index] === 'taken')).toBe(true);
      }),
      { numRuns: 15 },
    );
  });
});
