/** The stores of the proof of publishing: the file system and two real S3 servers, as environments that a process can be started with. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment, storePlaceOf } from '../../../configs/env.js';
import { openObjectStore } from '../../../platform/open-store.js';
import type { ObjectStore } from '../../../platform/ports.js';
import type { OnFinished } from '../../support/s3-servers.js';
import { s3ServersToTest } from '../../support/use-s3-server.js';

export interface Place {
  readonly name: string;
  /** Of a store of that name, which is new and empty. */
  environmentOf(store: string): Readonly<Record<string, string>>;
}

/** Throws, with the command that brings it, where a server is missing: what was not tried is not proved. */
export async function startPlaces(onFinished: OnFinished): Promise<readonly Place[]> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-proof-registry-'));
  onFinished(() => rm(folder, { recursive: true, force: true }));
  const places: Place[] = [{ name: 'file system', environmentOf: (store) => ({ SLIPWAY_STORE: join(folder, store) }) }];
  for (const { name, missing, start } of await s3ServersToTest()) {
    if (missing !== undefined) throw new Error(missing);
    const { environment, bucket } = await start(onFinished);
    places.push({ name, environmentOf: (store) => ({ ...environment, SLIPWAY_STORE: `s3://${bucket}/${store}` }) });
  }
  return places;
}

let opening: Promise<unknown> = Promise.resolve();

/** As a process with this environment would open it. One after the other, because there is one environment. */
export async function openIn(environment: Readonly<Record<string, string>>): Promise<ObjectStore> {
  const opened = opening.then(async () => {
    const before = { ...process.env };
    Object.assign(process.env, environment);
    try {
      return await openObjectStore(storePlaceOf(readEnvironment()));
    } finally {
      for (const name of Object.keys(environment)) delete process.env[name];
      Object.assign(process.env, before);
    }
  });
  opening = opened.catch(() => undefined);
  return await opened;
}
