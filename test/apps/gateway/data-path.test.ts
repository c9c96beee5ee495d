import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { aRuntime, chat, countersOf, model, say, serve, startTestGateway, startUpstream, streamChunk } from './support.js';

async function oneChampion(answer = say('{"intent":"billing"}')) {
  const upstream = await startUpstream(answer);
  const runtime = aRuntime({ v1: upstream.address });
  const gateway = await startTestGateway(runtime);
  await serve(gateway.router, { weights: { champion: 100 } });
  return { upstream, runtime, gateway };
}

describe('the data path', () => {
  it('replaces the alias by the modelRef, names version and arm, and counts the answer', async () => {
    const { upstream, gateway } = await oneChampion();
    const reply = await chat(gateway.url, `{"seed": 12345678901234567890,"model":"${model}", "temperature":1.0}`);
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({ 'x-slipway-version': 'v1', 'x-slipway-arm': 'champion' });
    expect(upstream.bodies).toEqual(['{"seed": 12345678901234567890,"model":"v1", "temperature":1.0}']);
    expect((await countersOf(gateway.router, 'champion')).outcomes).toMatchObject({ ok: 1, upstream_5xx: 0 });
  });

  it('passes a stream on as it comes', async () => {
    let finish = () => {};
    const { gateway } = await oneChampion((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(streamChunk('first'));
      finish = () => response.end('data: [DONE]\n\n');
    });
    const reply = await request(`${gateway.url}/v1/chat/completions`, { method: 'POST', body: JSON.stringify({ model, stream: true }) });
    const chunks: string[] = [];
    for await (const chunk of reply.body) {
      chunks.push(String(chunk));
      // The upstream ends only after the client has the first chunk: a gateway that buffers would never get here.
      finish();
    }
    expect(chunks.join('')).toBe(`${streamChunk('first')}data: [DONE]\n\n`);
  });

  it('refuses an ambiguous model before any upstream sees it', async () => {
    const { upstream, gateway } = await oneChampion();
    const reply = await chat(gateway.url, `{"model":"${model}","MODEL":"other"}`);
    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.text)).toMatchObject({ error: { type: 'invalid_request_error', code: 'model_ambiguous' } });
    expect(upstream.bodies).toEqual([]);
  });

  it('knows aliases only, not the names of versions', async () => {
    const { upstream, gateway } = await oneChampion();
    for (const name of ['v1', `${model}@v1`, 'llama3']) {
      const reply = await chat(gateway.url, { model: name });
      expect(reply.status).toBe(404);
      expect(JSON.parse(reply.text)).toMatchObject({ error: { code: 'model_not_found' } });
    }
    expect(upstream.bodies).toEqual([]);
  });

  it('lists aliases with somebody to serve them, and answers 503 for one that has nobody', async () => {
    const { gateway } = await oneChampion();
    await gateway.router.claim('empty', 'somebody');
    const { body } = await request(`${gateway.url}/v1/models`);
    expect(await body.json()).toMatchObject({ object: 'list', data: [{ id: model, object: 'model' }] });
    expect((await chat(gateway.url, { model: 'empty' })).status).toBe(503);
  });

  it.each([
    '/api/create',
    '/api/pull',
    '/V1/chat/completions',
    '//v1/chat/completions',
    '/v1/%63hat/completions',
    '/v1/chat/completions/',
    '/slots',
    '/lora-adapters',
  ])('answers 404 to POST %s', async (path) => {
    const { upstream, gateway } = await oneChampion();
    const { statusCode, body } = await request(gateway.url + path, { method: 'POST', body: JSON.stringify({ model }) });
    await body.dump();
    expect(statusCode).toBe(404);
    expect(upstream.bodies).toEqual([]);
  });

  it('strips internal and hop-by-hop headers and credentials, keeps others', async () => {
    const { upstream, gateway } = await oneChampion();
    const sent = {
      'x-slipway-arm': 'candidate',
      'x-slipway-key': 'anna',
      authorization: 'Bearer secret',
      te: 'trailers',
      'x-other': 'kept',
      connection: 'keep-alive, x-hop',
      'x-hop': '1',
    };
    await rawChat(gateway.url, sent);
    const [seen] = upstream.headers;
    expect(seen).toMatchObject({ 'x-other': 'kept' });
    for (const name of ['x-slipway-arm', 'x-slipway-key', 'authorization', 'te', 'x-hop']) expect(seen).not.toHaveProperty(name);
  });

  it('does not let an upstream pretend to be the gateway', async () => {
    const { gateway } = await oneChampion((response, incoming) => {
      response.setHeader('x-slipway-arm', 'candidate');
      say('hello')(response, incoming);
    });
    expect((await chat(gateway.url)).headers['x-slipway-arm']).toBe('champion');
  });

  it('refuses bodies above the limit, announced or not, and compressed ones', async () => {
    const { upstream, gateway } = await oneChampion();
    const big = JSON.stringify({ model, text: 'x'.repeat(1024 * 1024) });
    expect((await chat(gateway.url, big)).status).toBe(413);
    const chunked = await request(`${gateway.url}/v1/chat/completions`, { method: 'POST', body: Readable.from([big]) });
    expect(chunked.statusCode).toBe(413);
    expect((await chat(gateway.url, { model }, { 'content-encoding': 'gzip' })).status).toBe(415);
    expect(upstream.bodies).toEqual([]);
  });

  it('keeps one key in one arm and takes the key from header, credential and user in this order', async () => {
    const upstream = await startUpstream();
    const gateway = await startTestGateway(aRuntime({ v1: upstream.address, v2: upstream.address }));
    await serve(gateway.router, { weights: { champion: 50, candidate: 50 } });
    const armOf = async (headers: Record<string, string>, user?: string) =>
      (await chat(gateway.url, { model, user }, headers)).headers['x-slipway-arm'];
    for (const name of ['anna', 'ben', 'cleo', 'dora']) {
      const byHeader = await armOf({ 'x-slipway-key': name });
      const byCredential = await armOf({ authorization: name });
      const byUser = await armOf({}, name);
      expect(await armOf({ 'x-slipway-key': name, authorization: 'other' }, 'other')).toBe(byHeader);
      expect(await armOf({ authorization: name }, 'other')).toBe(byCredential);
      expect(await armOf({}, name)).toBe(byUser);
    }
  });

  it('sends at most two requests at once to one inference process', async () => {
    const held: (() => void)[] = [];
    const { upstream, gateway } = await oneChampion((response, incoming) => held.push(() => say('hello')(response, incoming)));
    const replies = Array.from({ length: 20 }, () => chat(gateway.url));
    for (let answered = 0; answered < replies.length; answered += 1) {
      await expect.poll(() => held.length).toBeGreaterThan(0);
      expect(upstream.open()).toBeLessThanOrEqual(2);
      held.shift()?.();
    }
    expect((await Promise.all(replies)).every((reply) => reply.status === 200)).toBe(true);
  });

  it('follows a model to its new address', async () => {
    const { runtime, gateway, upstream } = await oneChampion();
    await chat(gateway.url);
    const next = await startUpstream();
    runtime.addresses.set('v1', next.address);
    await expect.poll(async () => (await chat(gateway.url)).status === 200 && next.bodies.length, { timeout: 5000 }).toBeGreaterThan(0);
    expect(upstream.bodies.length).toBeGreaterThan(0);
  });

  it('keeps serving while the supervisor is away', async () => {
    const { runtime, gateway } = await oneChampion();
    await chat(gateway.url);
    let refused = 0;
    runtime.list = () => {
      refused += 1;
      return Promise.reject(new Error('away'));
    };
    while (refused === 0) expect((await chat(gateway.url)).status).toBe(200);
    expect((await chat(gateway.url)).status).toBe(200);
  });
});

/** undici refuses to send hop-by-hop headers; a socket does not. */
async function rawChat(url: string, headers: Record<string, string>): Promise<void> {
  const { hostname, port } = new URL(url);
  const body = JSON.stringify({ model });
  const lines = Object.entries({ host: hostname, 'content-length': String(body.length), ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const socket = connect(Number(port), hostname);
  socket.write(`POST /v1/chat/completions HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  await new Promise((resolve) => socket.once('data', resolve));
  socket.destroy();
}
