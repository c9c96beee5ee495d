/**
 * The services of docker-compose.yml as plain processes: their command lines and variables are read from that file, with ports, folders
 * and addresses of this test in place of a container's. Temporal is the development server and the store is SeaweedFS; the rest is the same.
 */

import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { freePort } from '../../apps/local/free-port.js';
import { keepRole, type Keeper, type KeeperHost, type Role } from '../../apps/local/role-keeper.js';
import { slipwayProcess } from '../../apps/local/slipway-process.js';
import { temporalRole } from '../../apps/local/temporal-server.js';
import { answersHttp } from '../../apps/local/wait.js';
import { connect } from '../../client/connection.js';
import { createLogger } from '../../platform/logger.js';
import { packageRoot } from '../../platform/package-root.js';
import type { ProcessResult } from '../../platform/ports.js';
import { createProcessRunner } from '../../platform/process-runner.js';
import { findTemporal } from '../../setup/temporal.js';
import { filledIn, readCompose, slipwayServices, type Compose, type ComposeService } from './compose.js';
import type { S3ServerForTest } from './s3-servers.js';

export interface TopologyOptions {
  /** Everything that the processes write. */
  readonly folder: string;
  readonly s3: S3ServerForTest;
  /** Variables of all of Slipway's processes besides those of the compose file. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface Topology {
  /** Of a person's shell: what `slipway` needs there. */
  readonly environment: Readonly<Record<string, string>>;
  readonly client: Client;
  readonly gatewayUrl: string;
  /** Of the gateway and of every worker. */
  readonly metricsUrls: readonly string[];
  /** State of the service's own, as in the container. */
  stateOf(service: 'runtime' | 'staging'): string;
  /** The command line, as a process of its own. */
  slipway(args: readonly string[]): Promise<ProcessResult>;
  stop(): Promise<void>;
}

/** Where the image keeps what lasts. */
const containerFolder = '/var/lib/slipway';
/** The compose file leaves them at their defaults. */
const urlNames = {
  SLIPWAY_GATEWAY_URL: '17480',
  SLIPWAY_GATEWAY_CONTROL_URL: '17481',
  SLIPWAY_RUNTIME_URL: '17482',
  SLIPWAY_STAGING_RUNTIME_URL: '17483',
};

type Variables = Readonly<Record<string, string>>;
/** From a container's port to one of this machine's. */
type Ports = ReadonlyMap<string, number>;

interface Place {
  readonly folder: string;
  readonly s3: S3ServerForTest;
  readonly extra: Variables;
  /** What a container's value is here. */
  here(value: string): string;
}

export async function startTopology(options: TopologyOptions): Promise<Topology> {
  const { folder, s3 } = options;
  const compose = readCompose(await readFile(join(packageRoot(), 'docker-compose.yml'), 'utf8'));
  const keepers: Keeper[] = [];
  await mkdir(join(folder, 'logs'), { recursive: true });
  const ports = await portsOf(compose);
  const temporal = await startTemporal(folder);
  const stop = async (): Promise<void> => {
    // Temporal last: workers tell it that they go.
    for (const keeper of keepers) keeper.release();
    await Promise.all(keepers.map((keeper) => keeper.stop()));
    await temporal.keeper.stop();
  };
  const here = (value: string): string =>
    filledIn(value)
      .replaceAll(containerFolder, folder)
      .replaceAll('temporal:7233', temporal.address)
      .replaceAll(/\b17\d{3}\b/g, (port) => String(ports.get(port) ?? port));
  try {
    const place: Place = { folder, here, s3, extra: { ...options.environment, ...urlsOf(ports) } };
    for (const name of ['temporal-namespace', 's3-bucket']) await runOnce(serviceOf(compose, name), place);
    const services = slipwayServices(compose).filter(([, { profiles }]) => !profiles.includes('gpu'));
    const roles = services.map(([name, service]) => roleOf(name, service, place));
    // As `depends_on` has it: workers after the runtimes.
    for (const workers of [false, true]) {
      const now = roles.filter(({ name }) => name.startsWith('worker') === workers);
      const starts = await Promise.allSettled(now.map(async (role) => keepers.push(await keepRole(role, host))));
      for (const start of starts) if (start.status === 'rejected') throw start.reason;
    }
    const environment = environmentOf(serviceOf(compose, 'worker-pipelines'), place);
    const client = await connect({ address: temporal.address, namespace: environment['TEMPORAL_NAMESPACE'] ?? '' });
    const metrics = services.flatMap(([, service]) => service.environment['SLIPWAY_METRICS_PORT'] ?? []);
    return {
      environment,
      client,
      gatewayUrl: environment['SLIPWAY_GATEWAY_URL'] ?? '',
      metricsUrls: ['17481', ...metrics].map((port) => `http://127.0.0.1:${ports.get(port)}/metrics`),
      stateOf: (service) => join(folder, 'state', service),
      slipway: (args) => createProcessRunner().run({ ...slipwayProcess(args, environment, ''), timeoutMilliseconds: 300_000 }),
      async stop() {
        await client.connection.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Every port that a service of Slipway names, each with a free one. */
async function portsOf(compose: Compose): Promise<Ports> {
  const values = slipwayServices(compose).flatMap(([, { command, environment }]) => [...command, ...Object.values(environment)]);
  const named = new Set(values.filter((value) => /^17\d{3}$/.test(value)));
  return new Map(await Promise.all([...named].map(async (port) => [port, await freePort()] as const)));
}

function urlsOf(ports: Ports): Variables {
  return Object.fromEntries(Object.entries(urlNames).map(([name, port]) => [name, `http://127.0.0.1:${ports.get(port)}`]));
}

function serviceOf(compose: Compose, name: string): ComposeService {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`expected a service ${name} in docker-compose.yml`);
  return service;
}

/** Credentials go only to those to whom the compose file gives some. */
function environmentOf({ environment }: ComposeService, { here, s3, extra }: Place): Variables {
  const told = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, s3.environment[name] ?? here(value)]));
  return { ...told, ...extra };
}

function roleOf(name: string, service: ComposeService, place: Place): Role {
  const question = service.healthcheck?.test.at(-1) ?? '';
  const args = service.command.slice(1).map(place.here);
  return {
    name,
    command: slipwayProcess(args, environmentOf(service, place), join(place.folder, 'logs', `${name}.log`)),
    graceMilliseconds: 15_000,
    healthy: () => answersHttp(place.here(question)),
  };
}

/** `command: [sh, /ops/bucket.sh]`, whose folder is a mount of the repository's. */
async function runOnce(service: ComposeService, place: Place): Promise<void> {
  const mounted = service.volumes.find((volume) => volume.endsWith(':/ops:ro'))?.replace(':/ops:ro', '') ?? '';
  const args = service.command.slice(1).map((word) => word.replace('/ops', join(packageRoot(), mounted)));
  const env = { ...environmentOf(service, place), PATH: `${binOf(place.folder)}:/usr/bin:/bin` };
  const { exitCode, stderr } = await createProcessRunner().run({ program: 'sh', args, env, timeoutMilliseconds: 120_000 });
  if (exitCode !== 0) throw new Error(`${args.join(' ')} ended with ${exitCode}: ${stderr}`);
}

const host: KeeperHost = {
  logger: createLogger('test', 'error'),
  signal: new AbortController().signal,
  started: () => undefined,
  ended: () => undefined,
  report: () => undefined,
};

/** The server's program is also the command line that the image of its tools has. */
async function startTemporal(folder: string): Promise<{ readonly keeper: Keeper; readonly address: string }> {
  const { program } = await findTemporal({ report: () => undefined, skipEnvironment: true });
  if (program === undefined) throw new Error('expected a Temporal program; run: npm run slipway -- doctor');
  await mkdir(binOf(folder), { recursive: true });
  await symlink(program, join(binOf(folder), 'temporal'));
  const [port, uiPort, logFile] = [await freePort(), await freePort(), join(folder, 'logs', 'temporal.log')];
  const role = temporalRole({ program, namespace: 'default', folder, logFile, port, uiPort });
  return { keeper: await keepRole(role, host), address: `127.0.0.1:${port}` };
}

function binOf(folder: string): string {
  return join(folder, 'bin');
}
