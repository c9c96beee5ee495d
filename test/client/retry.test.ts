import { describe, expect, it } from 'vitest';
import { createRetryPolicy, isUnavailable } from '../../client/retry.js';

type Status = Parameters<ReturnType<typeof createRetryPolicy>['retryableDecider']>[1];

const status = (code: number): Status => ({ code, details: '', metadata: undefined as unknown as Status['metadata'] });
const [ok, invalidArgument, exhausted, unavailable] = [0, 3, 8, 14].map(status) as [Status, Status, Status, Status];
const address = 'temporal:7233';

function aPolicy(limitMilliseconds: number): { policy: ReturnType<typeof createRetryPolicy>; told: string[] } {
  const told: string[] = [];
  return { policy: createRetryPolicy(address, { limitMilliseconds, report: (text) => told.push(text) }), told };
}

describe('a call that failed', () => {
  it('is tried again as long as patience lasts, however often, and its pauses stay short', () => {
    const { policy } = aPolicy(60_000);
    policy.connected();
    expect([1, 10, 1000].map((attempt) => policy.retryableDecider(attempt, unavailable))).toEqual([true, true, true]);
    expect(policy.delayFunction(1000, unavailable)).toBeLessThanOrEqual(1_000);
  });

  it('is given up when the server was away for longer', () => {
    const { policy } = aPolicy(0);
    policy.connected();
    expect(policy.retryableDecider(1, unavailable)).toBe(false);
  });

  it('is not given up for attempts made while the server was away, when that is back and too busy', () => {
    const { policy } = aPolicy(60_000);
    policy.connected();
    expect(policy.retryableDecider(40, exhausted)).toBe(false);
    for (const answer of [unavailable, ok]) policy.retryableDecider(40, answer);
    expect(policy.retryableDecider(40, exhausted)).toBe(true);
    expect(policy.retryableDecider(40, invalidArgument)).toBe(false);
  });

  it('is tried ten times as the SDK does where nobody waits, and otherwise by what it failed with', () => {
    const policy = createRetryPolicy(address, undefined);
    policy.connected();
    expect([9, 10].map((attempt) => policy.retryableDecider(attempt, unavailable))).toEqual([true, false]);
    expect([9, 10].map((attempt) => policy.retryableDecider(attempt, exhausted))).toEqual([true, false]);
    expect(policy.retryableDecider(1, invalidArgument)).toBe(false);
  });
});

describe('who waits', () => {
  it('is told once that the server is away, and once that it is back, whatever the number of calls', () => {
    const { policy, told } = aPolicy(60_000);
    policy.connected();
    for (const answer of [ok, unavailable, unavailable, unavailable, ok, ok, unavailable]) policy.retryableDecider(1, answer);
    const away = `the Temporal server at ${address} is away; waiting for it`;
    expect(told).toEqual([away, `the Temporal server at ${address} is back`, away]);
  });

  it('is told nothing while connecting: that no server answers is the result', () => {
    const { policy, told } = aPolicy(60_000);
    for (const answer of [unavailable, unavailable, ok]) policy.retryableDecider(1, answer);
    expect(told).toEqual([]);
  });
});

it('a server that is away is recognized below what the SDK makes of it', () => {
  const grpc = Object.assign(new Error('14 UNAVAILABLE'), { code: 14, details: 'no', metadata: {} });
  expect(isUnavailable(new Error('Failed to query', { cause: grpc }))).toBe(true);
  expect(isUnavailable(Object.assign(new Error('5 NOT_FOUND'), { code: 5, details: 'no', metadata: {} }))).toBe(false);
  expect(isUnavailable('14')).toBe(false);
});
