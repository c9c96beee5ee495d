import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ExplainedError } from '../../domain/explained-error.js';
import { openObjectStore, type StorePlace } from '../../platform/open-store.js';
import { aLaxS3Server, laxKeys } from '../support/lax-s3-server.js';
import { noSmallDisk, smallDisk } from '../support/small-disk.js';
import { nothingElse } from '../support/s3-servers.js';
import { openStoreWith } from '../support/s3-stores.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-open-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a store in a folder', () => {
  const placeOf = (location: string): StorePlace => ({
    location,
    client: undefined,
    s3: { pathStyle: undefined, encryption: undefined, kmsKeyId: undefined },
  });

  it('is made when it is opened to write, and nothing of the trial is left', async () => {
    const store = await openObjectStore(placeOf(join(folder, 'new')));
    expect(await store.list('')).toEqual([]);
    expect(await store.create('a', 'x')).toBe(true);
  });

  it('is not touched when it is opened to read', async () => {
    const store = await openObjectStore(placeOf(join(folder, 'absent')), 'read');
    expect(await store.list('')).toEqual([]);
    expect(await readdir(folder)).not.toContain('absent');
  });

  it("keeps a client's records apart", async () => {
    const store = await openObjectStore({ ...placeOf(join(folder, 'shared')), client: 'acme' });
    await store.create('a', 'x');
    expect(await (await openObjectStore(placeOf(join(folder, 'shared')))).list('')).toEqual(['clients/acme/a']);
  });

  it('is refused below a file', async () => {
    await writeFile(join(folder, 'file'), 'x');
    for (const location of [join(folder, 'file'), join(folder, 'file', 'below')]) {
      expect(await refusalOf(openObjectStore(placeOf(location)))).toEqual({
        what: `cannot use the store ${location}`,
        why: 'it or something above it is a file',
        next: 'set SLIPWAY_STORE to a folder',
      });
    }
  });

  it('is refused where nothing can be written', async ({ skip }) => {
    const disk = await smallDisk(100_000);
    if (disk === undefined) return skip(noSmallDisk);
    await mkdir(join(disk, 'store'));
    await promisify(execFile)('mount', ['-o', 'remount,ro', disk]);
    expect(await refusalOf(openObjectStore(placeOf(join(disk, 'store'))))).toEqual({
      what: `cannot use the store ${join(disk, 'store')}`,
      why: 'its file system is read-only',
      next: 'mount it for writing, or set SLIPWAY_STORE to another folder',
    });
  });

  it('opens on a full disk, because what it holds can still be served', async ({ skip }) => {
    const disk = await smallDisk(100_000);
    if (disk === undefined) return skip(noSmallDisk);
    const store = await openObjectStore(placeOf(disk));
    await store.create('kept', 'kept');
    await writeFile(join(disk, 'filler'), Buffer.alloc(200_000)).catch(() => undefined);
    expect((await (await openObjectStore(placeOf(disk))).read('kept'))?.body.toString()).toBe('kept');
  });
});

describe('a store on S3 that cannot be used', () => {
  const someKeys = { ...laxKeys, ...nothingElse };

  it('because it ignores conditional writes is refused by name and address', async () => {
    const endpoint = await aLaxS3Server(join(folder, 'lax'), 'lax-bucket');
    const environment = { ...someKeys, AWS_ENDPOINT_URL_S3: endpoint };
    expect(await refusalOf(openStoreWith(environment, { bucket: 'lax-bucket', prefix: 'team' }))).toEqual({
      what: `cannot use the store s3://lax-bucket/team/ at ${endpoint}`,
      why: 'it ignores If-None-Match: an object that is there was replaced',
      next: 'use a store with conditional writes: AWS S3, SeaweedFS, versitygw 1.8 or newer; on this one releases would overwrite each other',
    });
  });

  it('because nobody answers there, is told so', async () => {
    const server = createServer();
    const endpoint = await listening(server);
    server.close();
    expect(await refusalOf(openStoreWith({ ...someKeys, AWS_ENDPOINT_URL_S3: endpoint }), 'StoreUnreachableError')).toEqual({
      what: `cannot use the store s3://slipway-test/at/some/prefix/ at ${endpoint}`,
      why: 'it does not answer (ECONNREFUSED)',
      next: 'start it or wait for it; nothing is lost, and the work can be tried again',
    });
  });

  it('because its endpoint speaks no TLS, is told what to set', async () => {
    const server = createServer();
    onTestFinished(() => void server.close());
    const endpoint = (await listening(server)).replace('http:', 'https:');
    const { why, next } = await refusalOf(openStoreWith({ ...someKeys, AWS_ENDPOINT_URL_S3: endpoint }));
    expect(why).toMatch(/^TLS does not work with it \(\w+\)$/);
    expect(next).toMatch(/^correct http or https in AWS_ENDPOINT_URL_S3; .*NODE_EXTRA_CA_CERTS/);
  });

  it('because something else answers there, is told what it said', async () => {
    const server = createServer((_request, response) =>
      response.writeHead(404, { 'content-type': 'text/html' }).end('<html><p>no such page</html>'),
    );
    onTestFinished(() => void server.close());
    const environment = { ...someKeys, AWS_ENDPOINT_URL_S3: await listening(server) };
    for (const purpose of ['read', 'write'] as const) {
      expect((await refusalOf(openStoreWith(environment, { purpose }))).why).toMatch(/^it answers 404 /);
    }
  });

  it('because there are no credentials, is told what to set', async () => {
    const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_PROFILE: undefined, ...nothingElse };
    expect(await refusalOf(openStoreWith({ ...none, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' }))).toMatchObject({
      why: 'no credentials were found',
      next: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE',
    });
  });

  it.each([
    [{}, {}, 'neither a region nor an endpoint is set'],
    [{ AWS_ENDPOINT_URL: 'localhost:9000' }, {}, 'its endpoint is "localhost:9000"'],
    [
      { AWS_REGION: 'eu-central-1' },
      { kmsKeyId: 'key' },
      'a key for aws:kms is set (SLIPWAY_S3_KMS_KEY), and the encryption is left to the bucket',
    ],
  ])('because of settings %j %j is refused before anything is asked', async (environment, settings, why) => {
    const unset = { AWS_REGION: undefined, AWS_ENDPOINT_URL: undefined, AWS_ENDPOINT_URL_S3: undefined };
    expect(await refusalOf(openStoreWith({ ...someKeys, ...unset, ...environment }, { settings }))).toMatchObject({ why });
  });
});

async function refusalOf(opening: Promise<unknown>, name = 'StoreRefusedError'): Promise<ExplainedError['explanation']> {
  const error = await opening.then(
    () => undefined,
    (reason: unknown) => reason as ExplainedError,
  );
  expect(error).toMatchObject({ name, explanation: expect.anything() });
  return error?.explanation ?? { what: '', why: '', next: '' };
}

async function listening(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
