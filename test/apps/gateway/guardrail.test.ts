import { describe, expect, it } from 'vitest';
import { createGuardrail, isDisaster } from '../../../apps/gateway/guardrail.js';
import type { Observation } from '../../../apps/gateway/counters.js';
import type { Arm, Route } from '../../../domain/route.js';
import { guardrailEvents } from '../../../platform/traffic-router.js';
import { aClock, aRuntime, arms, chat, dayMs, model, say, serve, startTestGateway, startUpstream } from './support.js';

const ok: Observation = { outcome: 'ok', validity: 'valid', seconds: 0.1 };
const broken: Observation = { outcome: 'ok', validity: 'invalid', seconds: 0.1 };
const failed: Observation = { outcome: 'upstream_5xx', validity: 'unchecked', seconds: 0.1 };
const left: Observation = { outcome: 'client_abort', validity: 'unchecked', seconds: 0.1 };
const refused: Observation = { outcome: 'upstream_4xx', validity: 'unchecked', seconds: 0.1 };

function aRoute(revision = 1): Route {
  const weights = { champion: 75, candidate: 25 };
  return { model, ownerEpoch: 1, owner: 'o', revision, arms: arms(weights), answerChecks: [], splitSalt: 's', leaseExpiresAt: null };
}

interface Seen {
  readonly arm?: Arm;
  readonly route?: Route;
}

function aWatch() {
  const clock = aClock(0);
  const guardrail = createGuardrail(clock);
  const see = (observations: readonly Observation[], { arm = 'candidate', route = aRoute() }: Seen = {}) => {
    const served = route.arms.find((entry) => entry.arm === arm) ?? arms({ [arm]: 1 })[0];
    if (served === undefined) throw new Error('no such arm');
    return observations.map((observation) => guardrail.observe({ route, arm: served }, observation)).filter((event) => event !== undefined);
  };
  return { clock, guardrail, see };
}

const times = (count: number, observation: Observation) => Array.from({ length: count }, () => observation);

describe('the guardrail', () => {
  it.each([
    { candidate: [20, 4], control: [1000, 0], disaster: true },
    { candidate: [20, 3], control: [1000, 0], disaster: false },
    { candidate: [19, 19], control: [1000, 0], disaster: false },
    { candidate: [100, 24], control: [1000, 50], disaster: false },
    { candidate: [100, 25], control: [1000, 50], disaster: true },
    { candidate: [100, 100], control: [100, 30], disaster: false },
    { candidate: [20, 20], control: [0, 0], disaster: true },
    { candidate: [0, 0], control: [0, 0], disaster: false },
  ] as const)('holds [requests, failures] $candidate against $control: $disaster', ({ candidate, control, disaster }) => {
    const share = ([requests, failures]: readonly [number, number]) => ({ requests, failures });
    expect(isDisaster(share(candidate), share(control))).toBe(disaster);
  });

  it('reports errors and invalid answers alike, once for a revision, and again for the next', () => {
    const { see } = aWatch();
    expect(see(times(30, ok), { arm: 'champion' })).toEqual([]);
    expect(see(times(16, ok))).toEqual([]);
    const events = see([failed, failed, broken, broken, failed, broken]);
    expect(events).toMatchObject([{ model, routeRevision: 1, version: 'v2', requests: 20, failures: 4, at: new Date(0).toISOString() }]);
    expect(events[0]?.reason).toContain('4 of 20 requests to v2 failed');
    expect(see(times(5, failed), { route: aRoute(2) })).toHaveLength(1);
  });

  it('does not hold clients that leave, or their own mistakes, against the candidate', () => {
    const { see } = aWatch();
    expect(see([...times(30, left), ...times(30, refused), ...times(5, failed)])).toEqual([]);
  });

  it('forgets after five minutes', () => {
    const { clock, see } = aWatch();
    see(times(19, failed));
    clock.pass(301_000);
    expect(see([failed])).toEqual([]);
  });

  it.each([
    ['ahead', dayMs],
    ['back', -dayMs],
  ])('counts five minutes all the same when the clock is moved %s by a day', (_, moved) => {
    const { clock, see } = aWatch();
    see(times(10, failed));
    clock.setWall(moved);
    const [event] = see(times(10, failed));
    expect(event).toMatchObject({ requests: 20, failures: 20, at: new Date(moved).toISOString() });
    clock.pass(301_000);
    expect(see(times(19, failed), { route: aRoute(2) })).toEqual([]);
  });

  it('forgets an arm that left the route, and late answers of it do not count', () => {
    const { guardrail, see } = aWatch();
    see(times(19, failed));
    guardrail.prepare({ ...aRoute(2), arms: arms({ champion: 100 }) });
    expect(see(times(30, failed), { route: { ...aRoute(2), arms: arms({ champion: 100 }) } })).toEqual([]);
    expect(see([failed], { route: aRoute(3) })).toEqual([]);
  });

  it('never reports the champion', () => {
    expect(aWatch().see(times(50, failed), { arm: 'champion' })).toEqual([]);
  });

  it('wakes whoever waits for events, and a later reader finds them too', async () => {
    const good = await startUpstream(say('{}'));
    const bad = await startUpstream((response) => void response.writeHead(500).end('no'));
    const gateway = await startTestGateway(aRuntime({ v1: good.address, v2: bad.address }));
    await serve(gateway.router, { weights: { champion: 0, candidate: 100 } });
    const waiting = guardrailEvents(gateway.controlUrl, 0, new AbortController().signal);
    await Promise.all(Array.from({ length: 25 }, () => chat(gateway.url)));
    const [event] = await waiting;
    expect(event).toMatchObject({ model, routeRevision: 1, version: 'v2', requests: 20, failures: 20 });
    const never = AbortSignal.timeout(5000);
    expect(await guardrailEvents(gateway.controlUrl, 0, never)).toEqual([event]);
  });

  it('does not keep a closing gateway waiting for its readers', async () => {
    const gateway = await startTestGateway(aRuntime({}));
    const waiting = guardrailEvents(gateway.controlUrl, 0, new AbortController().signal).catch(() => []);
    await gateway.router.claim(model, 'o');
    await gateway.close();
    expect(await waiting).toEqual([]);
  });
});
