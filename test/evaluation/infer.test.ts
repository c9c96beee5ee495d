import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createInfer } from '../../evaluation/infer.js';

const servers: Server[] = [];
const ask = [{ role: 'user', content: 'Hi' }] as const;

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A server that answers every request with the same reply and keeps what it was asked. */
async function answering(status: number, reply: string): Promise<{ address: string; asked: { path: string; body: unknown }[] }> {
  const asked: { path: string; body: unknown }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push({ path: request.url ?? '', body: JSON.parse(body) });
      response.writeHead(status, { 'content-type': 'application/json' }).end(reply);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  return { address: `http://127.0.0.1:${bound.port}`, asked };
}

const completion = JSON.stringify({
  id: 'x',
  choices: [{ index: 0, message: { role: 'assistant', content: '{"intent":"bug"}' } }],
  usage: { completion_tokens: 6, total_tokens: 30 },
});

describe('asking a server', () => {
  it('asks for a greedy, uncached completion and returns it', async () => {
    const { address, asked } = await answering(200, completion);
    const answer = await createInfer(address, 'support-triage@v2')(ask, 32);
    expect(answer).toMatchObject({ text: '{"intent":"bug"}', completionTokens: 6 });
    expect(answer.milliseconds).toBeGreaterThan(0);
    expect(asked).toEqual([
      {
        path: '/v1/chat/completions',
        body: { model: 'support-triage@v2', messages: ask, max_tokens: 32, temperature: 0, seed: 1, cache_prompt: false, stream: false },
      },
    ]);
  });

  it('takes an empty answer for an answer', async () => {
    const { address } = await answering(200, JSON.stringify({ choices: [{ message: { content: '' } }], usage: { completion_tokens: 0 } }));
    expect(await createInfer(address, 'm')(ask, 8)).toMatchObject({ text: '', completionTokens: 0 });
  });

  it.each([
    {
      name: 'an error',
      status: 503,
      reply: '{"error":{"message":"Loading model"}}',
      message: /m: expected a completion, got 503: .*Loading model/,
    },
    { name: 'text', status: 200, reply: 'hello', message: /expected choices with a message and usage, got 200: hello/ },
    { name: 'no choice', status: 200, reply: '{"choices":[],"usage":{"completion_tokens":0}}', message: /expected choices/ },
    {
      name: 'no content',
      status: 200,
      reply: '{"choices":[{"message":{"content":null}}],"usage":{"completion_tokens":0}}',
      message: /expected choices/,
    },
    { name: 'a redirect', status: 302, reply: '', message: /got 302/ },
  ])('throws with what came for $name', async ({ status, reply, message }) => {
    const { address } = await answering(status, reply);
    await expect(createInfer(address, 'm')(ask, 8)).rejects.toThrow(message);
  });

  it('throws when nobody listens', async () => {
    const { address } = await answering(200, completion);
    const [server] = servers.splice(0);
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
    await expect(createInfer(address, 'm')(ask, 8)).rejects.toThrow(/ECONNREFUSED/);
  });
});
