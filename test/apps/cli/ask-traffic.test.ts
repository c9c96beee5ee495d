import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { useProgram } from './harness.js';

/** Every test starts the real program, which takes a second or two. */
const patience = { timeout: 30_000 };
const program = useProgram();

describe('slipway ask', patience, () => {
  it('says that no gateway answers, and how to start one', async () => {
    const { exitCode, stderr } = await program.run(['ask', 'support-triage', 'hello'], { SLIPWAY_GATEWAY_URL: await nobody() });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/does not answer[\s\S]*next: .*slipway up/);
  });

  it('fails, and shows no empty answer, where something else than a gateway replies', async () => {
    const server = createServer((_, response) => response.end('{"status":"ok"}')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { exitCode, stdout, stderr } = await program.run(['ask', 'support-triage', 'hello'], {
      SLIPWAY_GATEWAY_URL: `http://127.0.0.1:${port}`,
    });
    server.close();
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('sent no answer of a model');
  });

  it('asks for a question where there is none', async () => {
    const { exitCode, stderr } = await program.run(['ask', 'support-triage', '']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there is no question');
  });
});

describe('slipway traffic', patience, () => {
  it('never goes to another machine', async () => {
    const { exitCode, stderr } = await program.run(['traffic', 'support-triage'], { SLIPWAY_GATEWAY_URL: 'http://gateway.example:17480' });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('this machine only');
  });

  it.each([
    [['--per-second', '0'], '--per-second'],
    [['--per-second', '1000'], '--per-second'],
    [['--for', 'ever'], '--for'],
  ])('refuses %j', async (args, named) => {
    const { exitCode, stderr } = await program.run(['traffic', 'support-triage', ...args]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(named);
  });
});

/** An address of this machine at which nobody listens any more. */
async function nobody(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
