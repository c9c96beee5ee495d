/** The compose file as far as it can be held without containers: its commands are the program's own, and nothing is open to others. */

import { describe, expect, it } from 'vitest';
import { composeFile } from '../../../../apps/cli/init/compose-file.js';
import { readEnvironment } from '../../../../configs/env.js';
import { searchAttributeNames } from '../../../../workflows/contract.js';
import { complaintAbout, defaultPorts, portsToldTo, readCompose, slipwayServices } from '../../../support/compose.js';

const read = (tarball: string | null = null) => readCompose(composeFile({ tarball }));
const { services, volumes } = read();
const parts = slipwayServices({ services, volumes });

describe('the compose file', () => {
  it('starts every part that a model needs', () => {
    const queues = parts.flatMap(([, { command }]) => (command[1] === 'worker' ? (command[3] ?? '').split(',') : []));
    expect(queues.toSorted()).toEqual(['cpu', 'gpu', 'pipelines', 'serving']);
    expect(parts.map(([, { command }]) => command[1] ?? '').toSorted()).toEqual(['gateway', 'runtime', 'runtime', 'worker', 'worker']);
    expect(services['temporal']?.command).toEqual(expect.arrayContaining(['start-dev', '--db-filename=/data/temporal.db']));
  });

  it.each(parts)('starts %s with a command line that the program takes', async (_, { command }) => {
    expect(await complaintAbout(command)).toBeUndefined();
  });

  it.each(parts)('gives %s variables that are read, and what they hold is right', (_, { environment }) => {
    const own = Object.fromEntries(Object.entries(environment).filter(([name]) => !['SLIPWAY_HOME', 'TEMPORAL_ADDRESS'].includes(name)));
    expect(readEnvironment(own)).toMatchObject({ ...own, SLIPWAY_THREADS: Number(own['SLIPWAY_THREADS']) });
    expect(environment['TEMPORAL_ADDRESS']).toBe('127.0.0.1:7233');
  });

  it('lets parts find each other at the addresses that they expect', () => {
    expect(portsToldTo(parts)).toEqual(defaultPorts());
  });

  it('publishes users’ port and the Web UI, on the loopback address alone, from one place', () => {
    const published = Object.entries(services).flatMap(([name, { ports }]) => ports.map((port) => `${name} ${port}`));
    expect(published).toEqual(['front 127.0.0.1:17480:27480', 'front 127.0.0.1:8233:8233']);
    const sharing = Object.entries(services).filter(([name]) => name !== 'front');
    expect(new Set(sharing.map(([, { network_mode: mode }]) => mode))).toEqual(new Set(['service:front']));
  });

  it('tells the server every search attribute that workflows set', () => {
    const told = services['temporal']?.command.filter((word) => word.startsWith('--search-attribute='));
    expect(told).toEqual(searchAttributeNames.map((name) => `--search-attribute=${name}=Keyword`));
  });

  it('keeps what must last in volumes, and waits for services that there are', () => {
    const named = Object.values(services).flatMap(({ volumes: used }) => used.map((volume) => volume.split(':')[0] ?? ''));
    expect([...new Set(named)].filter((name) => name !== '.').toSorted()).toEqual(Object.keys(volumes).toSorted());
    const awaited = Object.values(services).flatMap(({ depends_on: wanted }) => Object.keys(wanted));
    expect(awaited.filter((name) => services[name] === undefined)).toEqual([]);
  });

  it.each([
    ['slipway-0.1.0.tgz', 'COPY ["slipway-0.1.0.tgz","./slipway-0.1.0.tgz"]'],
    ['../slipway-0.1.0.tgz', 'which an image cannot reach'],
    [null, 'COPY package.json package-lock.json ./'],
  ])('is built from %s with %s', (tarball, expected) => {
    expect(read(tarball).services['front']?.build?.dockerfile_inline).toContain(expected);
  });
});
