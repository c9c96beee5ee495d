import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import type { RequestOutcome } from '../../../domain/route.js';
import type { TrafficRouter } from '../../../platform/ports.js';
import {
  aRunningModel,
  aRuntime,
  chat,
  countersOf,
  model,
  say,
  serve,
  startTestGateway,
  startUpstream,
  stream,
  streamChunk,
} from './support.js';
import type { GatewayOptions } from '../../../apps/gateway/serve.js';
import type { Upstream } from './support.js';

async function gatewayBefore(upstream: Pick<Upstream, 'address'>, options: Partial<GatewayOptions> = {}) {
  const gateway = await startTestGateway(aRuntime({ v1: upstream.address }), options);
  await serve(gateway.router, { weights: { champion: 100 } });
  return gateway;
}

/** How a client names a connection that ended before the answer did. */
const brokenOff = /other side closed|reset|terminated|aborted/;

/** Counts are made when the request has ended, which the client may see a moment earlier. */
async function expectOutcome(router: TrafficRouter, outcome: RequestOutcome, count = 1): Promise<void> {
  await expect.poll(async () => (await countersOf(router, 'champion')).outcomes[outcome], { timeout: 5000 }).toBe(count);
}

function openStream(url: string, signal: AbortSignal | null = null) {
  return request(`${url}/v1/chat/completions`, { method: 'POST', body: JSON.stringify({ model, stream: true }), signal });
}

describe('when things break', () => {
  it('an upstream that dies in the middle of a stream breaks the client connection too', async () => {
    const gateway = await gatewayBefore(
      await startUpstream((response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(streamChunk('half'), () => response.destroy());
      }),
    );
    const reply = await openStream(gateway.url);
    await expect(reply.body.text()).rejects.toThrow(brokenOff);
    await expectOutcome(gateway.router, 'truncated');
  });

  it('a plain answer that is cut short is truncated as well', async () => {
    const gateway = await gatewayBefore(
      await startUpstream((response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
        response.write('{"choices":', () => response.destroy());
      }),
    );
    await expect(chat(gateway.url)).rejects.toThrow(brokenOff);
    await expectOutcome(gateway.router, 'truncated');
  });

  it('a stream that ends without [DONE] counts as truncated', async () => {
    const gateway = await gatewayBefore(
      await startUpstream((response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(streamChunk('half'));
      }),
    );
    expect((await chat(gateway.url)).text).toBe(streamChunk('half'));
    await expectOutcome(gateway.router, 'truncated');
  });

  it('a client that leaves a stream takes the upstream request along, and that is no error', async () => {
    const upstream = await startUpstream((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(streamChunk('endless'));
    });
    const gateway = await gatewayBefore(upstream);
    const leaving = new AbortController();
    const reply = await openStream(gateway.url, leaving.signal);
    expect(upstream.open()).toBe(1);
    reply.body.on('error', () => {});
    leaving.abort();
    await expect.poll(upstream.open).toBe(0);
    await expectOutcome(gateway.router, 'client_abort');
  });

  it('a client that leaves before the first byte does so too', async () => {
    const upstream = await startUpstream(() => {});
    const gateway = await gatewayBefore(upstream);
    const leaving = new AbortController();
    const reply = openStream(gateway.url, leaving.signal).catch(() => 'left');
    await expect.poll(() => upstream.bodies.length).toBe(1);
    leaving.abort();
    expect(await reply).toBe('left');
    await expect.poll(upstream.open).toBe(0);
    await expectOutcome(gateway.router, 'client_abort');
  });

  it('an upstream that never answers is a timeout, and the next request is not affected', async () => {
    let silent = true;
    const upstream = await startUpstream((response, incoming) => {
      if (!silent) say('{}')(response, incoming);
    });
    const gateway = await gatewayBefore(upstream, { firstByteTimeoutMs: 50 });
    const reply = await chat(gateway.url);
    expect(reply.status).toBe(504);
    expect(reply.headers['x-slipway-version']).toBe('v1');
    await expectOutcome(gateway.router, 'timeout');
    await expect.poll(upstream.open).toBe(0);
    silent = false;
    expect((await chat(gateway.url)).status).toBe(200);
  });

  it('headers alone do not stop the clock of the first byte', async () => {
    const upstream = await startUpstream((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
    });
    const gateway = await gatewayBefore(upstream, { firstByteTimeoutMs: 50 });
    expect((await chat(gateway.url)).status).toBe(504);
    await expectOutcome(gateway.router, 'timeout');
  });

  it('an upstream that falls silent between chunks is cut off', async () => {
    const upstream = await startUpstream((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(streamChunk('and then'));
    });
    const gateway = await gatewayBefore(upstream, { idleTimeoutMs: 100 });
    const reply = await openStream(gateway.url);
    await expect(reply.body.text()).rejects.toThrow(brokenOff);
    await expectOutcome(gateway.router, 'truncated');
  });

  it('nobody at the address is 502, after asking the supervisor once more', async () => {
    const runtime = aRuntime({ v1: 'http://127.0.0.1:1' });
    const gateway = await startTestGateway(runtime);
    await serve(gateway.router, { weights: { champion: 100 } });
    expect((await chat(gateway.url)).status).toBe(502);
    expect(runtime.asked).toBe(2);
    await expectOutcome(gateway.router, 'connect_error');
  });

  it('a process that was restarted elsewhere is found before the client notices', async () => {
    const moved = await startUpstream();
    const runtime = aRuntime({});
    const gateway = await startTestGateway(runtime);
    await serve(gateway.router, { weights: { champion: 100 } });
    const answers = ['http://127.0.0.1:1', moved.address];
    runtime.list = async () => [aRunningModel('v1', answers.shift() ?? moved.address)];
    expect((await chat(gateway.url)).status).toBe(200);
    await expectOutcome(gateway.router, 'ok');
  });

  it('a model that the supervisor does not list is 502', async () => {
    const gateway = await startTestGateway(aRuntime({}));
    await serve(gateway.router, { weights: { champion: 100 } });
    expect((await chat(gateway.url)).status).toBe(502);
    await expectOutcome(gateway.router, 'connect_error');
  });

  it('an upstream that dies before the first byte is 502, and is not asked twice', async () => {
    const upstream = await startUpstream((response) => response.destroy());
    const gateway = await gatewayBefore(upstream);
    expect((await chat(gateway.url)).status).toBe(502);
    await expectOutcome(gateway.router, 'connect_error');
    expect(upstream.bodies).toHaveLength(1);
  });

  it.each([
    [400, 'upstream_4xx'],
    [429, 'upstream_4xx'],
    [500, 'upstream_5xx'],
    [503, 'upstream_5xx'],
  ] as const)('a %i of the upstream passes through and is counted %s', async (status, outcome) => {
    const gateway = await gatewayBefore(
      await startUpstream((response) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end('{"error":{"message":"no"}}');
      }),
    );
    expect(await chat(gateway.url)).toMatchObject({ status, text: '{"error":{"message":"no"}}' });
    await expectOutcome(gateway.router, outcome);
  });

  it.each([
    ['a plain answer without content', say('')],
    ['a stream without content', stream([])],
    ['a success without a body', (response: Parameters<ReturnType<typeof say>>[0]) => void response.writeHead(200).end()],
  ])('%s is empty', async (_, answer) => {
    const gateway = await gatewayBefore(await startUpstream(answer));
    expect((await chat(gateway.url)).status).toBe(200);
    await expectOutcome(gateway.router, 'empty');
  });

  it('an error inside a stream is the upstream failing', async () => {
    const gateway = await gatewayBefore(
      await startUpstream((response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end('data: {"error":{"code":500,"message":"decode failed"}}\n\n');
      }),
    );
    expect((await chat(gateway.url)).status).toBe(200);
    await expectOutcome(gateway.router, 'upstream_5xx');
  });

  it('a reader that stops reading holds the upstream back instead of filling the memory', async () => {
    const chunk = 'x'.repeat(64 * 1024);
    let written = 0;
    const upstream = await startUpstream((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const pour = () => {
        while (written < 64 * 1024 * 1024) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', pour);
        }
      };
      pour();
    });
    const gateway = await gatewayBefore(upstream);
    const leaving = new AbortController();
    const reply = await openStream(gateway.url, leaving.signal);
    reply.body.pause();
    reply.body.on('error', () => {});
    let before = -1;
    await expect.poll(() => [before === written, (before = written)][0], { interval: 100, timeout: 5000 }).toBe(true);
    expect(written).toBeLessThan(32 * 1024 * 1024);
    leaving.abort();
    await expectOutcome(gateway.router, 'client_abort');
  });

  it('a reader that reads nothing for too long loses its slot, which is not the model failing', async () => {
    const upstream = await startUpstream((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('x'.repeat(16 * 1024 * 1024));
    });
    const gateway = await gatewayBefore(upstream, { idleTimeoutMs: 300 });
    const reply = await openStream(gateway.url);
    reply.body.on('error', () => {}).pause();
    await expectOutcome(gateway.router, 'client_abort');
    await expect.poll(upstream.open).toBe(0);
  });
});
