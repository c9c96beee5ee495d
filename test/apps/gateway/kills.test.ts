import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRandom } from '../../../domain/seeded-random.js';
import type { TrafficRouter } from '../../../platform/ports.js';
import { createTrafficRouter, guardrailEvents } from '../../../platform/traffic-router.js';
import { aKillableProcess } from '../../support/killable-process.js';
import { noSmallDisk, smallDisk } from '../../support/small-disk.js';
import { aRunningModel, aRuntime, aStateFile, arms, chat, model, say, serve, startTestGateway, startUpstream } from './support.js';

interface GatewayProcess {
  readonly url: string;
  readonly controlUrl: string;
  readonly router: TrafficRouter;
  kill(): Promise<void>;
}

/** The supervisor's list, as far as a gateway asks for it. */
async function aSupervisor(addresses: Readonly<Record<string, string>>): Promise<string> {
  const models = Object.entries(addresses).map(([modelRef, address]) => aRunningModel(modelRef, address));
  const server = createServer((_request, response) => response.end(JSON.stringify(models))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function aGatewayProcess(stateFile: string, runtimeUrl: string): Promise<GatewayProcess> {
  const program = fileURLToPath(new URL('gateway-process.ts', import.meta.url));
  const { line, kill } = await aKillableProcess(program, [stateFile, runtimeUrl]);
  const addresses = JSON.parse(line) as { url: string; controlUrl: string };
  return { ...addresses, router: createTrafficRouter(addresses.controlUrl), kill };
}

describe('a gateway that is killed', () => {
  it('serves what it acknowledged last, under the epoch that it gave out, whenever it was killed', async () => {
    const upstream = await startUpstream();
    const runtimeUrl = await aSupervisor({ v1: upstream.address, v2: upstream.address });
    const stateFile = aStateFile();
    const random = createRandom(7);
    let acknowledged = { revision: 0, percent: 0, epoch: 0 };
    for (let kill = 0; kill < 3; kill += 1) {
      const gateway = await aGatewayProcess(stateFile, runtimeUrl);
      const resumed = await gateway.router.route(model);
      // One more may have been on disk when the kill cut off its acknowledgement.
      expect((resumed?.revision ?? 0) - acknowledged.revision).toBeOneOf([0, 1]);
      expect(resumed?.ownerEpoch ?? 0).toBe(acknowledged.epoch);
      const isLast = resumed?.revision === acknowledged.revision && acknowledged.revision > 0;
      const { percent: last } = acknowledged;
      expect(isLast ? resumed.arms : 'one more').toEqual(isLast ? arms({ champion: 100 - last, candidate: last }) : 'one more');
      const { ownerEpoch } = await gateway.router.claim(model, `rollout/${kill}`);
      expect(ownerEpoch).toBe(acknowledged.epoch + 1);
      acknowledged = { ...acknowledged, revision: resumed?.revision ?? 0, epoch: ownerEpoch };
      const killed = new Promise<void>((resolve) => setTimeout(() => resolve(gateway.kill()), 20 + random() * 60));
      for (let percent = 1; ; percent = (percent % 99) + 1) {
        const change = {
          model,
          ownerEpoch,
          answerChecks: [],
          splitSalt: 's',
          leaseSeconds: 900,
          arms: arms({ champion: 100 - percent, candidate: percent }),
        };
        const route = await gateway.router.setTraffic(change).catch(() => undefined);
        if (route === undefined) break;
        acknowledged = { revision: route.revision, percent, epoch: ownerEpoch };
      }
      await killed;
    }
    expect(acknowledged.revision).toBeGreaterThan(5);
    const last = await aGatewayProcess(stateFile, runtimeUrl);
    expect((await chat(last.url)).status).toBe(200);
    expect(readdirSync(dirname(stateFile)).length).toBeLessThanOrEqual(2);
  }, 60_000);

  it('notices the same disaster again: what it had noticed and nobody had fetched is not lost for good', async () => {
    const good = await startUpstream(say('{}'));
    const bad = await startUpstream((response) => void response.writeHead(500).end('no'));
    const runtimeUrl = await aSupervisor({ v1: good.address, v2: bad.address });
    const stateFile = aStateFile();
    const disaster = async (gateway: GatewayProcess) => {
      await Promise.all(Array.from({ length: 20 }, () => chat(gateway.url)));
      return guardrailEvents(gateway.controlUrl, 0, AbortSignal.timeout(10_000));
    };
    const first = await aGatewayProcess(stateFile, runtimeUrl);
    await serve(first.router, { weights: { champion: 0, candidate: 100 } });
    const [noticed] = await disaster(first);
    await first.kill();
    const [again] = await disaster(await aGatewayProcess(stateFile, runtimeUrl));
    expect(again).toMatchObject({ routeRevision: noticed?.routeRevision, version: 'v2', failures: 20 });
    expect(again?.id).toBeGreaterThan(noticed?.id ?? Number.POSITIVE_INFINITY);
  }, 60_000);
});

describe('a gateway whose disk is full', () => {
  it('refuses a change that it cannot keep, goes on with the old route, and takes it once there is room', async ({ skip }) => {
    const disk = await smallDisk(100_000);
    if (disk === undefined) return skip(noSmallDisk);
    const upstream = await startUpstream();
    const runtime = aRuntime({ v1: upstream.address, v2: upstream.address });
    const gateway = await startTestGateway(runtime, { stateFile: join(disk, 'routes.json') });
    const before = await serve(gateway.router, { weights: { champion: 100, candidate: 0 }, leaseSeconds: 900 });
    await writeFile(join(disk, 'filler'), Buffer.alloc(200_000)).catch(() => undefined);
    const change = {
      model,
      ownerEpoch: before.ownerEpoch,
      answerChecks: [],
      splitSalt: 'salt',
      leaseSeconds: null,
      arms: arms({ candidate: 100 }),
    };
    const refused: unknown = await gateway.router.setTraffic(change).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'DiskFull' });
    expect(String(refused)).toMatch(
      /the gateway: disk full: expected room to write .*routes.json, found 0 bytes free; free some and try again/,
    );
    await expect(gateway.router.claim(model, 'rollback/1')).rejects.toMatchObject({ name: 'DiskFull' });
    expect(await gateway.router.route(model)).toEqual(before);
    expect((await chat(gateway.url)).headers['x-slipway-arm']).toBe('champion');
    expect(readdirSync(disk).toSorted()).toEqual(['filler', 'routes.json']);
    await rm(join(disk, 'filler'));
    expect(await gateway.router.setTraffic(change)).toMatchObject({ revision: before.revision + 1, leaseExpiresAt: null });
    expect((await chat(gateway.url)).headers['x-slipway-arm']).toBe('candidate');
  });
});
