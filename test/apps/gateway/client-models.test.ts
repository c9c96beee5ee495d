import { request } from 'undici';
import { expect, it } from 'vitest';
import type { RouteArm } from '../../../domain/route.js';
import { aRuntime, chat, startTestGateway, startUpstream } from './support.js';

it('serves models of clients under names with a dot: claims, routes, answers, counts, metrics, and again after a restart', async () => {
  const upstream = await startUpstream();
  const models = ['acme.triage', 'globex.triage', 'triage'];
  const runtime = aRuntime(Object.fromEntries(models.map((model) => [`${model}@v1`, upstream.address])));
  const first = await startTestGateway(runtime);
  for (const model of models) {
    const { ownerEpoch } = await first.router.claim(model, `rollout/${model}/ft-1`);
    const arms: RouteArm[] = [{ arm: 'champion', version: 'v1', modelRef: `${model}@v1`, weightPercent: 100 }];
    await first.router.setTraffic({ model, ownerEpoch, arms, answerChecks: [], splitSalt: 'salt', leaseSeconds: 900 });
  }
  await first.close();
  const { url, controlUrl, router } = await startTestGateway(runtime, { stateFile: first.stateFile });
  expect(await (await request(`${url}/v1/models`)).body.json()).toMatchObject({ data: models.map((id) => ({ id })) });
  for (const model of models) {
    expect(await router.route(model)).toMatchObject({ model, ownerEpoch: 1, owner: `rollout/${model}/ft-1` });
    expect((await chat(url, { model, messages: [] })).status).toBe(200);
    expect((await router.stats(model)).arms).toMatchObject([{ version: 'v1', outcomes: { ok: 1 } }]);
  }
  expect(upstream.bodies.map((body) => JSON.parse(body) as unknown)).toMatchObject(models.map((model) => ({ model: `${model}@v1` })));
  expect((await chat(url, { model: 'acme.triage@v1', messages: [] })).status).toBe(404);
  const metrics = await (await request(`${controlUrl}/metrics`)).body.text();
  for (const model of models) expect(metrics).toContain(`model="${model}",version="v1"`);
});
