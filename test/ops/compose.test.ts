/** The compose file as far as it can be held without Docker: whose images, who is open to whom, what must be given, and our own command lines. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readEnvironment } from '../../configs/env.js';
import { packageRoot } from '../../platform/package-root.js';
import { queueNames } from '../../workers/worker-options.js';
import { searchAttributeNames } from '../../workflows/contract.js';
import { complaintAbout, defaultPorts, filledIn, portsToldTo, readCompose, slipwayServices } from '../support/compose.js';

const text = (path: string): Promise<string> => readFile(join(packageRoot(), path), 'utf8');

const source = await text('docker-compose.yml');
const compose = readCompose(source);
const services = Object.entries(compose.services);
const parts = slipwayServices(compose);
/** Those that others wait for to end well. */
const once = new Set(
  services.flatMap(([, { depends_on: awaited }]) =>
    Object.entries(awaited).flatMap(([name, { condition }]) => (condition === 'service_completed_successfully' ? [name] : [])),
  ),
);

describe('the compose file', () => {
  it('has every part, and a worker of its own for each queue, with the one for training on a GPU or on a CPU', () => {
    const queues = parts.flatMap(([, { command, profiles }]) => (command[1] === 'worker' ? [`${command[3]} ${profiles.join()}`] : []));
    expect(queues.toSorted()).toEqual(['cpu ', 'gpu cpu-training', 'gpu gpu', 'pipelines ', 'serving ']);
    expect(new Set(queues.map((queue) => queue.split(' ')[0]))).toEqual(new Set(queueNames));
    const others = parts.map(([, { command }]) => command[1] ?? '').filter((name) => name !== 'worker');
    expect(others.toSorted()).toEqual(['gateway', 'runtime', 'runtime']);
    expect(Object.keys(compose.services)).toEqual(
      expect.arrayContaining(['temporal', 'postgres', 'temporal-ui', 's3', 'ollama', 'prometheus', 'grafana']),
    );
  });

  it.each(parts)('starts %s with a command line that the program takes', async (_, { command }) => {
    expect(await complaintAbout(command)).toBeUndefined();
  });

  it.each([
    [['slipway', 'worker'], /required option '--queues/],
    [['slipway', 'worker', '--queues', 'gpu', '--gpu'], /unknown option '--gpu'/],
    [['slipway', 'gateway', 'now'], /too many arguments/],
    [['slipway', 'serve'], /no command serve/],
  ])('would notice that %j is none', async (command, complaint) => {
    expect(await complaintAbout(command)).toMatch(complaint);
  });

  it.each(parts)('gives %s variables that are read, and what they hold is right', (_, { environment }) => {
    const given = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, filledIn(value)]));
    const ours = Object.entries(given).filter(([name]) => name.startsWith('SLIPWAY_'));
    const read = readEnvironment(given) as unknown as Readonly<Record<string, unknown>>;
    expect(ours.map(([name]) => [name, String(read[name])])).toEqual(ours);
  });

  it('keeps one store, on S3, for all who read or write it', () => {
    const stores = parts.filter(([name]) => name !== 'gateway').map(([, { environment }]) => environment['SLIPWAY_STORE']);
    expect(new Set(stores)).toEqual(new Set(['s3://slipway/store']));
  });

  it.each(services)('takes %s from an image of exactly one release', (_, { image, build }) => {
    const released = /^[\w./-]+(:v?\d+\.\d+(\.\d+)?(-[\w.]+)?|@sha256:[0-9a-f]{64})$/;
    expect(image).toMatch(build === undefined ? released : /^slipway:local$/);
  });

  it.each(services)('opens %s to this machine alone, and gives it nothing of the host', (_, service) => {
    for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    expect(service.network_mode ?? 'service:slipway').toBe('service:slipway');
    expect(service).not.toHaveProperty('privileged');
    expect(service).toMatchObject({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(service.volumes.filter((volume) => volume.includes('docker.sock'))).toEqual([]);
  });

  it.each(services)('asks whether %s is well, or waits for its end, and starts it again', (name, { healthcheck, restart }) => {
    const lasting = { asked: 'CMD', restart: 'unless-stopped' };
    const found = { asked: healthcheck?.test[0], restart };
    expect(found).toEqual(once.has(name) ? { asked: undefined, restart: 'on-failure:5' } : lasting);
  });

  it('holds no secret: each comes from the environment, and its name is told where it is missing', () => {
    const secrets = services.flatMap(([, { environment }]) =>
      Object.entries(environment).filter(([name]) => /PASSWORD|PWD|SECRET|ACCESS_KEY|TOKEN/.test(name)),
    );
    expect(secrets.length).toBeGreaterThan(8);
    for (const [, value] of secrets) expect(value).toMatch(/^\$\{(\w+):\?\1 is empty; [^}]+\}$/);
  });

  it('is told everything that it asks for by the example', async () => {
    const asked = new Set([...source.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
    const told = [...(await text('ops/.env.example')).matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    // Read by compose itself.
    expect(new Set(told)).toEqual(new Set([...asked, 'COMPOSE_PROFILES']));
  });

  it('mounts files that there are and volumes that it declares, and waits for services that there are', () => {
    const mounted = services.flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(':')[0] ?? ''));
    const folders = mounted.filter((name) => name.startsWith('./'));
    expect(folders.filter((folder) => !existsSync(join(packageRoot(), folder)))).toEqual([]);
    const named = mounted.filter((name) => /^[a-z]/.test(name));
    expect([...new Set(named)].toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
    const awaited = services.flatMap(([, { depends_on: wanted }]) => Object.keys(wanted));
    expect(awaited.filter((name) => compose.services[name] === undefined)).toEqual([]);
  });

  it('lets parts find each other at the addresses that they expect', () => {
    expect(portsToldTo(parts)).toEqual(defaultPorts());
    for (const [, { network_mode: network }] of parts) expect(network).toBe('service:slipway');
  });

  it('measures every worker and the gateway where they serve their metrics', async () => {
    const scraped = z
      .looseObject({ scrape_configs: z.array(z.looseObject({ static_configs: z.array(z.looseObject({ targets: z.array(z.string()) })) })) })
      .parse(parse(await text('ops/prometheus/prometheus.yml')));
    const targets = scraped.scrape_configs.flatMap((job) => job.static_configs.flatMap((each) => each.targets));
    const served = parts.flatMap(([, { environment }]) => environment['SLIPWAY_METRICS_PORT'] ?? []).map((port) => `127.0.0.1:${port}`);
    expect(new Set(served).size).toBe(5);
    expect(targets.toSorted()).toEqual([...served, '127.0.0.1:17481', 'temporal:8000'].toSorted());
  });

  it('registers every search attribute that workflows set', async () => {
    const [, names] = /for attribute in (.+); do/.exec(await text('ops/temporal/namespace.sh')) ?? [];
    expect(names?.split(' ')).toEqual([...searchAttributeNames]);
  });
});
