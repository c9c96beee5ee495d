import { once } from 'node:events';
import { createServer } from 'node:http';
import pino from 'pino';
import { request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startGateway } from '../../../apps/gateway/main.js';
import { startFaultProxy } from '../../../apps/local/fault-proxy.js';
import type { RunningModel } from '../../../platform/ports.js';
import { createTrafficRouter, guardrailEvents } from '../../../platform/traffic-router.js';
import { aRunningModel, aStateFile, chat, say, startUpstream, stream } from '../gateway/support.js';

async function aProxy(answer: Parameters<typeof startUpstream>[0], modelRef: string | null = 'm@v4') {
  const upstream = await startUpstream(answer);
  const running = [aRunningModel('m@v3', 'http://127.0.0.1:9'), aRunningModel('m@v4', upstream.address), aRunningModel('m@v5', null)];
  const runtime = createServer((incoming, response) => {
    if (incoming.method === 'DELETE') return void response.writeHead(incoming.headers['content-type'] === undefined ? 204 : 400).end();
    response.writeHead(incoming.url === '/missing' ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(incoming.url === '/models' ? running : running[1]));
  });
  runtime.listen(0, '127.0.0.1');
  await once(runtime, 'listening');
  const address = runtime.address();
  if (address === null || typeof address === 'string') throw new Error('expected a TCP port');
  const proxy = await startFaultProxy({
    runtimeUrl: `http://127.0.0.1:${address.port}`,
    modelRef,
    badShare: 0.5,
    logger: pino({ level: 'silent' }),
  });
  onTestFinished(async () => {
    await proxy.close();
    runtime.closeAllConnections();
    runtime.close();
  });
  const models = async () => (await (await request(`${proxy.url}/models`)).body.json()) as RunningModel[];
  return { upstream, running, proxy, models };
}

describe('the fault proxy', () => {
  it('gives out its own address for the chosen model only, in lists and alone', async () => {
    const { running, proxy, models, upstream } = await aProxy(say('{}'));
    const listed = await models();
    expect([listed[0], listed[2]]).toEqual([running[0], running[2]]);
    expect(listed[1]).toEqual({ ...running[1], address: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
    expect(listed[1]?.address).not.toBe(upstream.address);
    const alone = (await (await request(`${proxy.url}/models/m%40v4`)).body.json()) as RunningModel;
    expect(alone.address).toBe(listed[1]?.address);
    expect((await request(`${proxy.url}/missing`)).statusCode).toBe(404);
    expect((await request(`${proxy.url}/models/m%40v4`, { method: 'DELETE' })).statusCode).toBe(204);

    proxy.setFault(null);
    expect(await models()).toEqual(running);
  });

  it.each([
    ['plain', say('{"intent":"billing"}')],
    ['streamed', stream(['{"intent":', '"billing"}'])],
  ])('spoils every other %s answer while enabled, alternately as a 500 and as broken text', async (_, answer) => {
    const { models, proxy } = await aProxy(answer);
    const address = (await models())[1]?.address ?? '';
    const genuine = await chat(address);
    expect((await chat(address)).text).toBe(genuine.text);
    proxy.enable(true);
    const seen = [];
    for (let count = 0; count < 8; count += 1) {
      const reply = await chat(address);
      seen.push(reply.status === 500 ? '500' : reply.text === genuine.text ? 'good' : reply.text.includes('broken') ? 'broken' : 'else');
    }
    expect(seen).toEqual(['good', '500', 'good', 'broken', 'good', '500', 'good', 'broken']);
    expect(proxy.spoiled()).toBe(4);
    proxy.enable(false);
    expect((await chat(address)).text).toBe(genuine.text);
  });

  it('reaches the gateway as errors, invalid answers and one guardrail event, and lets it be again when disabled', async () => {
    const { proxy } = await aProxy(stream(['{"intent":', '"billing"}']));
    const gateway = await startGateway({
      port: 0,
      controlPort: 0,
      stateFile: aStateFile(),
      runtimeUrl: proxy.url,
      logger: pino({ level: 'silent' }),
    });
    onTestFinished(() => gateway.close());
    const router = createTrafficRouter(gateway.controlUrl);
    const { ownerEpoch } = await router.claim('m', 'rollout/1');
    const arms = [{ arm: 'candidate', version: 'v4', modelRef: 'm@v4', weightPercent: 100 }] as const;
    await router.setTraffic({ model: 'm', ownerEpoch, arms, answerChecks: [{ kind: 'json' }], splitSalt: 's', leaseSeconds: null });

    proxy.enable(true);
    for (let count = 0; count < 24; count += 1) await chat(gateway.url, { model: 'm' });
    proxy.enable(false);
    for (let count = 0; count < 2; count += 1) await chat(gateway.url, { model: 'm' });

    const counters = async () => (await router.stats('m')).arms[0];
    await expect.poll(counters).toMatchObject({ outcomes: { ok: 20, upstream_5xx: 6 }, checked: 20, invalid: 6 });
    const events = await guardrailEvents(gateway.controlUrl, 0, AbortSignal.timeout(5000));
    expect(events).toMatchObject([{ model: 'm', version: 'v4', requests: 20, failures: 10 }]);
  });
});
