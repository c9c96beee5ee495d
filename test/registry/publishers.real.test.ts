import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore } from '../../platform/ports.js';
import { listVersions, publishVersion, readStoredVersion, registerVersion, VersionConflictError } from '../../registry/manifests.js';
import { openStoreWith } from '../support/s3-stores.js';
import { s3ServersToTest, useS3Server } from '../support/use-s3-server.js';
import { aVersionDraft } from '../support/versions.js';

const publishers = 16;

/** As many as there are publishers, each with connections of its own, on one place. */
type Connect = (place: string) => Promise<ObjectStore[]>;

describe('of one version on the file system', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-publishers-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  describePublishers((place) => Promise.resolve(each(() => createFileObjectStore(join(folder, place)))));
});

describe.for(await s3ServersToTest())('of one version on S3', (toTest) => {
  describe.skipIf(toTest.missing !== undefined)(`of ${toTest.name} ${toTest.missing ?? ''}`, () => {
    const server = useS3Server(toTest);
    describePublishers((prefix) => Promise.all(each(() => openStoreWith(server().environment, { prefix, purpose: 'read' }))));
  });
});

function describePublishers(connect: Connect): void {
  it('sixteen at once have one winner, and all others are told whose it is', async () => {
    const stores = await connect('rivals');
    const manifests = stores.map((_store, index) => ({ ...aVersionDraft(`run-${index}`), version: 'v1' }));
    const outcomes = await Promise.allSettled(stores.map((store, index) => publishVersion(store, manifests[index] ?? aNothing())));
    const won = outcomes.filter((outcome) => outcome.status === 'fulfilled').map(({ value }) => value);
    expect(won).toHaveLength(1);
    const [winner] = won;
    for (const outcome of outcomes.filter(({ status }) => status === 'rejected')) {
      const { reason } = outcome as PromiseRejectedResult;
      expect(reason).toBeInstanceOf(VersionConflictError);
      expect(String(reason)).toContain(`found ${winner?.sha256} (${winner?.manifest.runId}). A version never changes`);
    }
    for (const store of stores) expect(await readStoredVersion(store, 'triage', 'v1')).toEqual(winner);
  });

  it('sixteen that publish the same all succeed, as one', async () => {
    const stores = await connect('same');
    const manifest = { ...aVersionDraft('run-1'), version: 'v1' };
    const published = await Promise.all(stores.map((store) => publishVersion(store, manifest)));
    expect(new Set(published.map(({ sha256 }) => sha256)).size).toBe(1);
  });

  it('runs that register at once each have a number, without a gap', async () => {
    const stores = (await connect('numbers')).slice(0, 6);
    const versions = await Promise.all(stores.map((store, index) => registerVersion(store, aVersionDraft(`run-${index}`))));
    const numbers = versions.map(({ version }) => version).toSorted();
    expect(numbers).toEqual(['v1', 'v2', 'v3', 'v4', 'v5', 'v6']);
    const [store = aNothing()] = stores;
    expect((await listVersions(store, 'triage')).map(({ version, runId }) => `${version} ${runId}`).toSorted()).toEqual(
      versions.map(({ version, runId }) => `${version} ${runId}`).toSorted(),
    );
  });
}

function each<T>(make: () => T): T[] {
  return Array.from({ length: publishers }, make);
}

function aNothing(): never {
  throw new Error('expected as many as there are publishers');
}
