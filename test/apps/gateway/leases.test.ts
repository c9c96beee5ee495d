import { describe, expect, it } from 'vitest';
import { request } from 'undici';
import {
  aClock,
  aRuntime,
  chat,
  dayMs,
  model,
  serve,
  startTestGateway,
  startUpstream,
  type TestClock,
  type TestGateway,
} from './support.js';

const leaseSeconds = 900;
const weights = { champion: 0, candidate: 100 };

/** A gateway in the middle of a leased canary, whose clocks the test holds. */
async function inCanary(clock: TestClock = aClock()) {
  const upstream = await startUpstream();
  const runtime = aRuntime({ v1: upstream.address, v2: upstream.address });
  const gateway = await startTestGateway(runtime, { clock });
  await serve(gateway.router, { weights, leaseSeconds });
  return { clock, runtime, gateway };
}

const servedArm = async ({ url }: TestGateway): Promise<unknown> => (await chat(url)).headers['x-slipway-arm'];
const leaseEnd = async ({ router }: TestGateway): Promise<number> => Date.parse((await router.route(model))?.leaseExpiresAt ?? '');
const expiredGauge = async ({ controlUrl }: TestGateway): Promise<string | undefined> =>
  /slipway_route_lease_expired\{.*\} (\d)/.exec(await (await request(`${controlUrl}/metrics`)).body.text())?.[1];

describe.each([
  ['ahead', dayMs],
  ['back', -dayMs],
])('the lease of a canary while the clock is moved %s by a day', (_, moved) => {
  it('goes on for as long as it was granted, and not longer', async () => {
    const { clock, gateway } = await inCanary();
    clock.setWall(clock.wallMs() + moved);
    expect([await servedArm(gateway), await expiredGauge(gateway)]).toEqual(['candidate', '0']);
    clock.pass(leaseSeconds * 1000 - 1);
    expect(await servedArm(gateway)).toBe('candidate');
    clock.pass(1);
    expect([await servedArm(gateway), await expiredGauge(gateway)]).toEqual(['champion', '1']);
  });

  it('is told by the clock as it is now, so that whoever reads it comes to the same answer', async () => {
    const { clock, gateway } = await inCanary();
    clock.setWall(clock.wallMs() + moved);
    expect(await leaseEnd(gateway)).toBe(clock.wallMs() + leaseSeconds * 1000);
    clock.pass(leaseSeconds * 1000 + 1);
    expect(await leaseEnd(gateway)).toBe(clock.wallMs() - 1);
  });

  it('is renewed by the next change, and a claim keeps what is left of it', async () => {
    const { clock, gateway } = await inCanary();
    clock.setWall(clock.wallMs() + moved);
    clock.pass(600_000);
    await gateway.router.claim(model, 'rollback/1');
    expect(await leaseEnd(gateway)).toBe(clock.wallMs() + 300_000);
    await serve(gateway.router, { weights, leaseSeconds, owner: 'rollback/1' });
    clock.pass(600_000);
    expect(await servedArm(gateway)).toBe('candidate');
  });
});

describe('the lease of a canary over a restart', () => {
  it.each([
    ['the clock as it was: what is left of it', 0, 300_000],
    ['a clock moved back by a day: at most its whole length', -dayMs, leaseSeconds * 1000],
  ])('with %s', async (_, moved, leftMs) => {
    const { clock, gateway, runtime } = await inCanary();
    clock.pass(600_000);
    await gateway.close();
    // Another process: its steady clock began elsewhere.
    const next = aClock(clock.wallMs() + moved, 77);
    const again = await startTestGateway(runtime, { clock: next, stateFile: gateway.stateFile });
    next.pass(leftMs - 1);
    expect(await servedArm(again)).toBe('candidate');
    next.pass(1);
    expect(await servedArm(again)).toBe('champion');
  });

  it('with a clock moved ahead by a day is over: the champion serves until somebody looks', async () => {
    const { clock, gateway, runtime } = await inCanary();
    await gateway.close();
    const again = await startTestGateway(runtime, { clock: aClock(clock.wallMs() + dayMs), stateFile: gateway.stateFile });
    expect(await servedArm(again)).toBe('champion');
    await serve(again.router, { weights, leaseSeconds });
    expect(await servedArm(again)).toBe('candidate');
  });

  it('that was written after a move of the clock is the one that was told', async () => {
    const { clock, gateway, runtime } = await inCanary();
    clock.setWall(clock.wallMs() + dayMs);
    await gateway.router.claim(model, 'rollback/1');
    await gateway.close();
    const next = aClock(clock.wallMs());
    const again = await startTestGateway(runtime, { clock: next, stateFile: gateway.stateFile });
    expect(await servedArm(again)).toBe('candidate');
    next.pass(leaseSeconds * 1000);
    expect(await servedArm(again)).toBe('champion');
  });
});
