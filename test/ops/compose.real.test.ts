/** The compose file and what it mounts, by the programs that read them: docker-compose, promtool, curl against an S3 server. */

import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../../platform/package-root.js';
import { execute, type Executed } from '../../setup/execute.js';
import { aVersityServer } from '../support/s3-servers.js';
import { aTool } from '../support/tools.js';

const [compose, promtool, versity] = [await aTool('docker-compose'), await aTool('prometheus', 'promtool'), await aTool('versitygw')];
const ops = join(packageRoot(), 'ops');
const secrets = ['POSTGRES_PASSWORD', 'S3_ACCESS_KEY', 'S3_SECRET_KEY', 'GRAFANA_PASSWORD'];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-compose-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** With the example as a person fills it in, less one line. */
async function config(without: string | null, ...options: string[]): Promise<Executed> {
  const example = await readFile(join(ops, '.env.example'), 'utf8');
  const filled = example.split('\n').map((line) => {
    const name = line.replace(/=$/, '');
    return secrets.includes(name) && name !== without ? `${line}seeded${secrets.indexOf(name)}` : line;
  });
  const file = join(folder, `env-${without}`);
  await writeFile(file, filled.join('\n'));
  const args = ['--file', join(packageRoot(), 'docker-compose.yml'), '--env-file', file, ...options, 'config'];
  // Nothing of this shell's: what is set there comes before the file.
  const env = { PATH: '/usr/bin:/bin', HOME: folder };
  const { status, stdout, stderr } = spawnSync(compose.program, args, { env, encoding: 'utf8', timeout: 60_000 });
  return { exitCode: status, stdout, stderr };
}

describe.skipIf(compose.missing !== undefined)(`docker-compose config ${compose.missing ?? ''}`, () => {
  it('takes the file with the example filled in', async () => {
    const { exitCode, stdout, stderr } = await config(null, '--profile', 'gpu', '--profile', 'ollama');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const { services } = z.looseObject({ services: z.record(z.string(), z.looseObject({ image: z.string() })) }).parse(parse(stdout));
    expect(Object.keys(services)).toEqual(
      expect.arrayContaining(['temporal', 's3', 'worker-gpu', 'worker-pipelines', 'ollama', 'grafana']),
    );
    expect(services['worker-gpu']).toMatchObject({
      deploy: { resources: { reservations: { devices: [{ driver: 'nvidia', count: 1, capabilities: ['gpu'] }] } } },
    });
    expect(services['postgres']).toMatchObject({ environment: { POSTGRES_PASSWORD: 'seeded0' } });
  });

  it.each(secrets)('stops where %s is missing, and says so', async (name) => {
    const { exitCode, stdout, stderr } = await config(name);
    expect({ exitCode: exitCode === 0, stdout }).toEqual({ exitCode: false, stdout: '' });
    expect(stderr).toContain(`${name} is empty; ops/.env.example shows what .env needs`);
  });
});

describe.skipIf(promtool.missing !== undefined)(`promtool ${promtool.missing ?? ''}`, () => {
  const check = (...args: string[]): Promise<Executed> =>
    execute({ program: promtool.program, args: ['check', ...args], env: {}, timeoutMilliseconds: 60_000 });

  it('takes the configuration of Prometheus', async () => {
    expect(await check('config', join(ops, 'prometheus', 'prometheus.yml'))).toMatchObject({ exitCode: 0 });
  });

  it('takes every question of the dashboard', async () => {
    const text = await readFile(join(ops, 'grafana', 'dashboards', 'slipway.json'), 'utf8');
    const dashboard = z.looseObject({
      panels: z.array(z.looseObject({ targets: z.array(z.looseObject({ expr: z.string() })).default([]) })),
    });
    const asked = dashboard.parse(JSON.parse(text)).panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    expect(asked.length).toBeGreaterThan(10);
    // What Grafana fills in before it asks.
    const rules = asked.map((expr, index) => ({ record: `question${index}`, expr: expr.replaceAll('$__rate_interval', '1m') }));
    const file = join(folder, 'questions.yml');
    await writeFile(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    const { exitCode, stdout, stderr } = await check('rules', file);
    expect({ exitCode, stderr, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`${asked.length} rules found`) });
  });
});

describe.skipIf(versity.missing !== undefined)(`the bucket's script, with versitygw ${versity.missing ?? ''}`, () => {
  const run = (variables: Readonly<Record<string, string>>): Promise<Executed> =>
    execute({
      program: 'sh',
      args: [join(ops, 's3', 'bucket.sh')],
      env: { PATH: '/usr/bin:/bin', ...variables },
      timeoutMilliseconds: 60_000,
    });

  it('makes the bucket once, finds it from then on, and says what is wrong with other credentials', async () => {
    const { environment } = await aVersityServer(onTestFinished);
    const variables = { ...environment, BUCKET: 'slipway' };
    const there = { exitCode: 0, stdout: 'the bucket slipway is there\n', stderr: '' };
    expect(await run(variables)).toEqual(there);
    expect(await run(variables)).toEqual(there);
    const refused = await run({ ...variables, AWS_SECRET_ACCESS_KEY: 'another' });
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^expected the bucket slipway at .+, got HTTP 403: are S3_ACCESS_KEY and S3_SECRET_KEY those/);
  });
});
