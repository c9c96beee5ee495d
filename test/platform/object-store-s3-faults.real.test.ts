import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ObjectStore } from '../../platform/ports.js';
import { anS3Proxy, type S3Proxy } from '../support/s3-proxy.js';
import { bucketForTest as Bucket, s3ClientOf } from '../support/s3-servers.js';
import { openStoreWith, type S3StoreOptions } from '../support/s3-stores.js';
import { s3ServersToTest, useS3Server } from '../support/use-s3-server.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-s3-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe.for(await s3ServersToTest())('over a bad network', (toTest) => {
  describe.skipIf(toTest.missing !== undefined)(`to ${toTest.name} ${toTest.missing ?? ''}`, () => {
    const server = useS3Server(toTest);
    const direct = (): S3Client => s3ClientOf(server().environment);
    let stores = 0;

    async function aStoreBehind(options: S3StoreOptions = {}): Promise<{ store: ObjectStore; proxy: S3Proxy; prefix: string }> {
      stores += 1;
      const prefix = `faults-${stores}`;
      const proxy = await anS3Proxy(server());
      const store = await openStoreWith(proxy.environment, { prefix, ...options });
      proxy.seen.length = 0;
      return { store, proxy, prefix };
    }

    /** Does `fault` to the first request that is meant. */
    function once(isMeant: (request: { method: string; path: string }) => boolean, fault: 'lose-answer' | { answerBytes: number }) {
      let done = false;
      return (request: { method: string; path: string }) => {
        if (done || !isMeant(request)) return undefined;
        done = true;
        return fault;
      };
    }

    it('an object that was changed behind its back is refused, naming key, expected and found digest', async () => {
      const { store, prefix } = await aStoreBehind();
      await store.create('a.gguf', 'weights');
      const Key = `${prefix}/a.gguf`;
      const { Metadata } = await direct().send(new HeadObjectCommand({ Bucket, Key }));
      await direct().send(new PutObjectCommand({ Bucket, Key, Body: 'weightz', Metadata }));
      const refusal = /^Expected a\.gguf to have SHA-256 [0-9a-f]{64}, as it was written, found [0-9a-f]{64}: .* backup\.$/;
      await expect(store.read('a.gguf')).rejects.toThrow(refusal);
      await expect(store.readToFile('a.gguf', join(folder, 'a.gguf'))).rejects.toThrow(refusal);
      await direct().send(new PutObjectCommand({ Bucket, Key, Body: 'weights' }));
      await expect(store.read('a.gguf')).rejects.toThrow(
        /^Expected a\.gguf to carry its SHA-256 as x-amz-meta-slipway-sha256, found none: /,
      );
      expect(await readdir(folder)).not.toContain('a.gguf');
      expect((await readdir(folder)).filter((file) => file.endsWith('.partial'))).toEqual([]);
    });

    it('a read whose connection is cut again and again goes on where it was, pinned to the same state', async () => {
      const { store, proxy } = await aStoreBehind();
      const content = randomBytes(3_000_000);
      const path = join(folder, 'content');
      await writeFile(path, content);
      await store.createFromFile('large', path);
      proxy.setFault(({ method }) => (method === 'GET' ? { answerBytes: 1_100_000 } : undefined));
      await store.readToFile('large', `${path}.read`);
      expect((await readFile(`${path}.read`)).equals(content)).toBe(true);
      expect((await store.read('large'))?.body.equals(content)).toBe(true);
      const reads = proxy.seen.filter(({ path: asked }) => asked.includes('x-id=GetObject'));
      expect(reads.map(({ headers }) => headers.range === undefined)).toEqual([true, false, false, true, false, false]);
      expect(reads.filter(({ headers }) => headers.range !== undefined && headers['if-match'] === undefined)).toEqual([]);
    });

    it('a head that is moved while it is read is read again, from one state', async () => {
      const { store, proxy, prefix } = await aStoreBehind();
      const etag = await store.swap('head', null, 'a'.repeat(200_000));
      const other = await openStoreWith(server().environment, { prefix });
      let moves = 0;
      proxy.setFault(async ({ method, headers }) => {
        if (method !== 'GET' || moves > 0) return undefined;
        if (headers.range === undefined) return { answerBytes: 1_000 };
        moves += 1;
        await other.swap('head', etag ?? '', 'b'.repeat(200_000));
        return undefined;
      });
      expect((await store.read('head'))?.body.toString()).toBe('b'.repeat(200_000));
      expect(moves).toBe(1);
    });

    it('a write whose answer is lost is known as its own', async () => {
      const { store, proxy } = await aStoreBehind();
      const isPut = ({ method }: { method: string }): boolean => method === 'PUT';
      proxy.setFault(once(isPut, 'lose-answer'));
      expect(await store.create('created', 'x')).toBe(true);
      proxy.setFault(once(isPut, 'lose-answer'));
      const first = await store.swap('head', null, '1');
      expect(await store.read('head')).toMatchObject({ etag: first });
      proxy.setFault(once(isPut, 'lose-answer'));
      const second = await store.swap('head', first ?? '', '2');
      expect(await store.read('head')).toEqual({ body: Buffer.from('2'), etag: second });
      const path = join(folder, 'parts');
      await writeFile(path, Buffer.alloc(17_000_000));
      proxy.setFault(once(({ method, path: asked }) => method === 'POST' && asked.includes('uploadId='), 'lose-answer'));
      expect(await store.createFromFile('parts', path)).toBe(true);
      expect(await store.createFromFile('parts', path)).toBe(false);
    });

    it('a server that is overloaded for a moment is asked again', async () => {
      const { store, proxy } = await aStoreBehind();
      let left = 2;
      proxy.setFault(() => ((left -= 1) >= 0 ? { status: 503 } : undefined));
      expect(await store.create('a', 'x')).toBe(true);
      expect(proxy.seen.length).toBe(3);
    });

    it('a server that stays away is told with its address and what to do', async () => {
      const { store, proxy } = await aStoreBehind();
      proxy.setFault(() => ({ status: 503 }));
      await expect(store.read('a')).rejects.toMatchObject({
        name: 'StoreUnreachableError',
        message: expect.stringMatching(
          /^cannot use the store s3:\/\/slipway-test\/faults-\d+\/ at http:\/\/127\.0\.0\.1:\d+, it answers 503 .*; start it or wait/,
        ),
      });
      proxy.setFault(() => 'refuse');
      await expect(store.create('a', 'x')).rejects.toMatchObject({ name: 'StoreUnreachableError' });
    });

    it('an upload that fails leaves no parts and no object', async () => {
      const { store, proxy, prefix } = await aStoreBehind();
      const path = join(folder, 'failing');
      await writeFile(path, Buffer.alloc(36_000_000));
      proxy.setFault(({ path: asked }) => (asked.includes('partNumber=2') ? { status: 400 } : undefined));
      await expect(store.createFromFile('failing', path)).rejects.toThrow('it answers 400');
      expect(await store.list('')).toEqual([]);
      expect((await direct().send(new ListMultipartUploadsCommand({ Bucket, Prefix: prefix }))).Uploads ?? []).toEqual([]);
    });

    it('the parts that a killed upload left are cleared away once they are two days old', async () => {
      const { store, prefix } = await aStoreBehind();
      const upload = { Bucket, Key: `${prefix}/killed.gguf` };
      await direct().send(new CreateMultipartUploadCommand(upload));
      const path = join(folder, 'next');
      await writeFile(path, 'x');
      const uploads = async (): Promise<number> =>
        ((await direct().send(new ListMultipartUploadsCommand({ Bucket, Prefix: prefix }))).Uploads ?? []).length;
      await store.createFromFile('young', path);
      expect(await uploads()).toBe(1);
      const later = await openStoreWith(server().environment, { prefix });
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 49 * 3_600_000 });
      await later.createFromFile('old', path).finally(() => vi.useRealTimers());
      expect(await uploads()).toBe(0);
    });

    it('asks for the encryption that is set, with every object and every upload in parts', async () => {
      const proxy = await anS3Proxy(server());
      // What the server makes of it is the server's: these have no keys.
      proxy.setFault(({ method }) => (['PUT', 'POST'].includes(method) ? { status: 400 } : undefined));
      const settings = { encryption: 'aws:kms', kmsKeyId: 'key-1' } as const;
      const store = await openStoreWith(proxy.environment, { settings, purpose: 'read' });
      const path = join(folder, 'secret');
      await writeFile(path, Buffer.alloc(17_000_000));
      for (const write of [store.create('a', 'x'), store.swap('b', null, 'x'), store.createFromFile('c', path)])
        await expect(write).rejects.toThrow('it answers 400');
      const writes = proxy.seen.filter(({ method }) => ['PUT', 'POST'].includes(method));
      expect(writes).toHaveLength(3);
      for (const { headers } of writes) {
        expect(headers).toMatchObject({
          'x-amz-server-side-encryption': 'aws:kms',
          'x-amz-server-side-encryption-aws-kms-key-id': 'key-1',
        });
      }
    });
  });
});
