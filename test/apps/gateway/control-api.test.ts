import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { SupersededError } from '../../../platform/ports.js';
import { aRuntime, arms, chat, countersOf, model, serve, startTestGateway, startUpstream } from './support.js';

async function twoArms() {
  const upstream = await startUpstream();
  const runtime = aRuntime({ v1: upstream.address, v2: upstream.address });
  return { runtime, gateway: await startTestGateway(runtime) };
}

function aChange(ownerEpoch: number, leaseSeconds: number | null = null) {
  return { model, ownerEpoch, arms: arms({ champion: 95, candidate: 5 }), answerChecks: [], splitSalt: 'salt', leaseSeconds };
}

describe('ownership of a route', () => {
  it('begins with a claim, which a second one by the same owner does not change', async () => {
    const { router } = (await twoArms()).gateway;
    expect(await router.route(model)).toBeUndefined();
    const first = await router.claim(model, 'rollout/1');
    expect(first).toMatchObject({ owner: 'rollout/1', ownerEpoch: 1, revision: 0, arms: [] });
    expect(await router.claim(model, 'rollout/1')).toEqual(first);
    expect(await router.route(model)).toEqual(first);
  });

  it('passes to a new claimer, whose predecessor is refused for good', async () => {
    const { router } = (await twoArms()).gateway;
    const old = await router.claim(model, 'rollout/1');
    await router.setTraffic(aChange(old.ownerEpoch));
    const next = await router.claim(model, 'rollback/1');
    expect(next).toMatchObject({ ownerEpoch: old.ownerEpoch + 1, revision: 1 });
    await expect(router.setTraffic(aChange(old.ownerEpoch))).rejects.toThrow(SupersededError);
    expect(await router.route(model)).toEqual(next);
  });

  it('goes to exactly one of two that race for it', async () => {
    const { router } = (await twoArms()).gateway;
    const owners = ['rollout/1', 'rollback/1'];
    const claims = await Promise.all(owners.map((owner) => router.claim(model, owner)));
    const changes = await Promise.allSettled(claims.map((claim) => router.setTraffic(aChange(claim.ownerEpoch))));
    expect(changes.map((change) => change.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await router.route(model))?.ownerEpoch).toBe(2);
  });

  it('cannot be taken by an epoch that was never given out', async () => {
    const { router } = (await twoArms()).gateway;
    await expect(router.setTraffic(aChange(1))).rejects.toThrow('unclaimed');
    await router.claim(model, 'rollout/1');
    await expect(router.setTraffic(aChange(7))).rejects.toThrow('unclaimed');
  });
});

describe('a change of traffic', () => {
  it('is one revision however often it is sent, and each real change is another', async () => {
    const { router } = (await twoArms()).gateway;
    const { ownerEpoch } = await router.claim(model, 'rollout/1');
    expect((await router.setTraffic(aChange(ownerEpoch))).revision).toBe(1);
    expect((await router.setTraffic(aChange(ownerEpoch))).revision).toBe(1);
    expect((await router.setTraffic({ ...aChange(ownerEpoch), arms: arms({ champion: 75, candidate: 25 }) })).revision).toBe(2);
  });

  it.each([
    ['weights that do not sum to 100', { arms: arms({ champion: 90, candidate: 5 }) }],
    ['an arm twice', { arms: [...arms({ champion: 50 }), ...arms({ champion: 50 })] }],
    ['no arms', { arms: [] }],
    ['a weight finer than the split', { arms: arms({ champion: 99.999, candidate: 0.001 }) }],
    ['an unknown key', { weights: 1 }],
    ['a lease without a champion to fall back to', { arms: arms({ candidate: 100 }), leaseSeconds: 60 }],
  ])('is refused with %s', async (_, part) => {
    const { gateway } = await twoArms();
    const { ownerEpoch } = await gateway.router.claim(model, 'rollout/1');
    const { model: _model, ...change } = { ...aChange(ownerEpoch), ...part };
    const reply = await put(gateway.controlUrl, change);
    expect(reply.status).toBe(400);
    expect((await gateway.router.route(model))?.revision).toBe(0);
  });

  it('starts the counters of its arms at 0, in the statistics and for Prometheus', async () => {
    const { gateway } = await twoArms();
    await serve(gateway.router, { weights: { champion: 95, candidate: 5 } });
    const stats = await gateway.router.stats(model);
    expect(stats.routeRevision).toBe(1);
    expect(stats.arms.map((arm) => [arm.version, arm.outcomes.ok])).toEqual([
      ['v1', 0],
      ['v2', 0],
    ]);
    const metrics = await text(`${gateway.controlUrl}/metrics`);
    expect(metrics).toContain(
      'slipway_gateway_requests_total{model="support-triage",version="v2",arm="candidate",outcome="upstream_5xx"} 0',
    );
    expect(metrics).toContain('slipway_route_weight_percent{model="support-triage",version="v2",arm="candidate"} 5');
    expect(metrics).toContain('slipway_route_owner_epoch{model="support-triage"} 1');
  });

  it('shows in the metrics as it shows in the statistics', async () => {
    const { gateway } = await twoArms();
    await serve(gateway.router, { weights: { champion: 100 }, answerChecks: [{ kind: 'json' }] });
    await chat(gateway.url);
    await expect.poll(async () => (await countersOf(gateway.router, 'champion')).checked).toBe(1);
    const counters = await countersOf(gateway.router, 'champion');
    expect(counters.logDurationSquareSum).toBeCloseTo(counters.logDurationSum ** 2);
    const metrics = await text(`${gateway.controlUrl}/metrics`);
    const labels = 'model="support-triage",version="v1",arm="champion"';
    expect(metrics).toContain(`slipway_gateway_requests_total{${labels},outcome="ok"} 1`);
    expect(metrics).toContain(`slipway_gateway_answers_checked_total{${labels}} 1`);
    expect(metrics).toContain(`slipway_gateway_request_duration_seconds_count{${labels}} 1`);
  });
});

describe('a lease', () => {
  it('that runs out leaves the champion alone until traffic is set again', async () => {
    const { gateway } = await twoArms();
    const weights = { champion: 0, candidate: 100 };
    const route = await serve(gateway.router, { weights, leaseSeconds: 0.001 });
    await expect.poll(async () => (await chat(gateway.url)).headers['x-slipway-arm']).toBe('champion');
    expect(await text(`${gateway.controlUrl}/metrics`)).toContain('slipway_route_lease_expired{model="support-triage"} 1');
    expect((await gateway.router.route(model))?.arms).toEqual(arms(weights));

    const renewed = await serve(gateway.router, { weights, leaseSeconds: 900 });
    expect(renewed.revision).toBe(route.revision);
    expect((await chat(gateway.url)).headers['x-slipway-arm']).toBe('candidate');
    expect(await text(`${gateway.controlUrl}/metrics`)).toContain('slipway_route_lease_expired{model="support-triage"} 0');
  });
});

describe('a restart', () => {
  it('serves what was last acknowledged, with counters that begin anew', async () => {
    const { gateway, runtime } = await twoArms();
    await serve(gateway.router, { weights: { champion: 0, candidate: 100 }, leaseSeconds: 900 });
    await chat(gateway.url);
    const before = { route: await gateway.router.route(model), stats: await gateway.router.stats(model) };
    await gateway.close();

    const again = await startTestGateway(runtime, { stateFile: gateway.stateFile });
    expect(await again.router.route(model)).toEqual(before.route);
    expect((await countersOf(again.router, 'candidate')).outcomes.ok).toBe(0);
    expect((await again.router.stats(model)).startId).not.toBe(before.stats.startId);
    expect((await chat(again.url)).headers['x-slipway-version']).toBe('v2');
  });

  it.each([
    ['cut short', (text: string) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['with weights that cannot be', (text: string) => text.replace('"weightPercent": 100', '"weightPercent": 10')],
    ['of another format', (text: string) => text.replace('slipway-routes-1', 'slipway-routes-9')],
  ])('refuses a state file that is %s, and says what to do', async (_, damage) => {
    const { gateway, runtime } = await twoArms();
    await serve(gateway.router, { weights: { champion: 100 } });
    await gateway.close();
    writeFileSync(gateway.stateFile, damage(readFileSync(gateway.stateFile, 'utf8')));
    await expect(startTestGateway(runtime, { stateFile: gateway.stateFile })).rejects.toThrow(/is damaged.*Restore the file/s);
  });
});

async function put(controlUrl: string, change: unknown): Promise<{ status: number }> {
  const reply = await request(`${controlUrl}/routes/${model}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change),
  });
  await reply.body.dump();
  return { status: reply.statusCode };
}

async function text(url: string): Promise<string> {
  return (await request(url)).body.text();
}
