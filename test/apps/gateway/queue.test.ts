import { once } from 'node:events';
import pino from 'pino';
import { request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDataServer } from '../../../apps/gateway/data-server.js';
import { systemClock } from '../../../apps/gateway/clock.js';
import { openRouteTable, type RouteTable } from '../../../apps/gateway/route-table.js';
import { createUpstreams } from '../../../apps/gateway/upstreams.js';
import type { RequestOutcome } from '../../../domain/route.js';
import { aRuntime, arms, aStateFile, model, say, startUpstream } from './support.js';

const logger = pino({ level: 'silent' });

/** The data path alone, with a table that tells how many requests it has dealt: how else would a test know that one is waiting? */
async function aDataPath(addresses: Record<string, string>) {
  const outcomes: RequestOutcome[] = [];
  const table = await openRouteTable({ stateFile: aStateFile(), logger, clock: systemClock, onArms: () => {} });
  const seen = { choices: 0 };
  const counting: RouteTable = {
    ...table,
    choose(name, bucket) {
      seen.choices += 1;
      return table.choose(name, bucket);
    },
  };
  const upstreams = createUpstreams(aRuntime(addresses), logger);
  const timeouts = { firstByteTimeoutMs: 60_000, idleTimeoutMs: 60_000 };
  const server = createDataServer({ table: counting, upstreams, logger, ...timeouts, onEnd: (_, { outcome }) => outcomes.push(outcome) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await upstreams.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a TCP port');
  return { url: `http://127.0.0.1:${address.port}`, table, seen, outcomes };
}

async function serveArms(table: RouteTable, owner: string, weights: Parameters<typeof arms>[0]): Promise<void> {
  const { ownerEpoch } = await table.claim(model, owner);
  await table.change({ model, ownerEpoch, arms: arms(weights), answerChecks: [], splitSalt: 'salt', leaseSeconds: null });
}

/** Thirty clients, of whom two have reached the upstream and the others wait for a slot. */
async function thirtyClients(path: Awaited<ReturnType<typeof aDataPath>>, reached: () => readonly string[]) {
  const clients = Array.from({ length: 30 }, (_, index) => {
    const user = `user-${index}`;
    const leaving = new AbortController();
    const body = JSON.stringify({ model, user });
    const sent = request(`${path.url}/v1/chat/completions`, { method: 'POST', body, signal: leaving.signal });
    return { user, leaving, version: sent.then(({ headers }) => headers['x-slipway-version']).catch(() => 'left') };
  });
  // The table is asked once for each request, and once more for each that got a slot.
  await expect.poll(() => path.seen.choices, { timeout: 5000 }).toBe(32);
  await expect.poll(() => reached().length).toBe(2);
  const isSent = (user: string) => reached().some((body) => body.includes(`"${user}"`));
  return { sent: clients.filter(({ user }) => isSent(user)), waiting: clients.filter(({ user }) => !isSent(user)) };
}

describe('the queue before an inference process', () => {
  it('sends nothing for clients that left while they waited', async () => {
    const held: (() => void)[] = [];
    const upstream = await startUpstream((response, incoming) => held.push(() => say('hello')(response, incoming)));
    const path = await aDataPath({ v1: upstream.address });
    await serveArms(path.table, 'rollout/1', { champion: 100 });
    const { sent, waiting } = await thirtyClients(path, () => upstream.bodies);

    for (const { leaving } of waiting) leaving.abort();
    await expect.poll(() => path.outcomes.length, { timeout: 5000 }).toBe(28);
    for (const answer of held) answer();

    expect(await Promise.all(sent.map(({ version }) => version))).toEqual(['v1', 'v1']);
    await expect.poll(() => path.outcomes.toSorted()).toEqual([...waiting.map(() => 'client_abort'), 'ok', 'ok']);
    expect(upstream.bodies).toHaveLength(2);
    expect(upstream.open()).toBe(0);
  });

  it('gives what waits for a candidate to the champion once a rollback is acknowledged', async () => {
    const held: (() => void)[] = [];
    const candidate = await startUpstream((response, incoming) => held.push(() => say('late')(response, incoming)));
    const champion = await startUpstream();
    const path = await aDataPath({ v1: champion.address, v2: candidate.address });
    await serveArms(path.table, 'rollout/1', { champion: 0, candidate: 100 });
    const { sent, waiting } = await thirtyClients(path, () => candidate.bodies);

    await serveArms(path.table, 'rollback/1', { champion: 100 });
    for (const answer of held) answer();

    // What runs is let finish; an answer never changes its version on the way.
    expect(await Promise.all(sent.map(({ version }) => version))).toEqual(['v2', 'v2']);
    expect(await Promise.all(waiting.map(({ version }) => version))).toEqual(waiting.map(() => 'v1'));
    expect(candidate.bodies).toHaveLength(2);
  });
});
