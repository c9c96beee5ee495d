/** Two clients in one bucket, each with the credentials that docs/clients.md gives it: neither sees nor touches what is the other's. */

import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { blocksRunBy } from '../docs/blocks.js';
import { aSeaweedServer, aVersityServer, bucketForTest, s3ClientOf, type Identity, type S3ServerForTest } from '../support/s3-servers.js';
import { openStoreWith } from '../support/s3-stores.js';
import { s3ServersToTest, useS3Server } from '../support/use-s3-server.js';

const prefix = 'shared';
const clients = ['acme', 'globex'];
const [policy = '', identity = ''] = blocksRunBy('clients').map(({ text }) => text);

function filledIn<T>(text: string, client: string, principal = ''): T {
  const words = { BUCKET: bucketForTest, PREFIX: prefix, CLIENT: client, PRINCIPAL: principal };
  return JSON.parse(text.replaceAll(/BUCKET|PREFIX|CLIENT|PRINCIPAL/g, (word) => words[word as keyof typeof words])) as T;
}

const starts: Readonly<Record<string, (onFinished: (stop: () => Promise<void>) => void) => Promise<S3ServerForTest>>> = {
  SeaweedFS: (onFinished) =>
    aSeaweedServer(
      clients.map((client) => filledIn<Identity>(identity, client)),
      onFinished,
    ),
  async versitygw(onFinished) {
    const server = await aVersityServer(onFinished, clients);
    const policies = clients.map((client) =>
      filledIn<{ Statement: object[] }>(policy, client, server.environmentOf(client)['AWS_ACCESS_KEY_ID']),
    );
    const all = { ...policies[0], Statement: policies.flatMap(({ Statement }) => Statement) };
    const admin = s3ClientOf(server.environment);
    await admin.send(new PutBucketPolicyCommand({ Bucket: bucketForTest, Policy: JSON.stringify(all) }));
    admin.destroy();
    return server;
  },
};

describe.for(await s3ServersToTest())('two clients in one bucket', ({ name, missing }) => {
  describe.skipIf(missing !== undefined)(`of ${name} ${missing ?? ''}`, () => {
    const server = useS3Server({
      start: (onFinished) => starts[name]?.(onFinished) ?? Promise.reject(new Error(`how is ${name} started?`)),
    });
    const storeOf = (client: string) => openStoreWith(server().environmentOf(client), { prefix, client });

    it('work in it, each in its own part', async () => {
      for (const client of clients) {
        const store = await storeOf(client);
        expect(await store.create('heads/production', client)).toBe(true);
        expect(await store.list('')).toEqual(['heads/production']);
        expect((await store.read('heads/production'))?.body.toString()).toBe(client);
      }
    });

    it.each(['read', 'write'] as const)(
      "cannot open the other's part, nor the whole, to %s, and are told so in one line",
      async (purpose) => {
        for (const [of, place] of [
          [{}, 'shared/'],
          [{ client: 'acme' }, 'shared/clients/acme/'],
        ] as const) {
          const opening = openStoreWith(server().environmentOf('globex'), { prefix, purpose, ...of });
          const error: unknown = await opening.catch((thrown: unknown) => thrown);
          expect(error).toMatchObject({
            name: 'StoreRefusedError',
            explanation: {
              what: `cannot use the store s3://${bucketForTest}/${place} at ${server().endpoint}`,
              why: expect.stringMatching(/^these credentials may not do what was asked with .+ \(AccessDenied\)$/) as string,
            },
          });
        }
      },
    );

    it("are refused by the server whatever they try with the other's objects", async () => {
      await (await storeOf('acme')).create('secret', 'of acme');
      const globex = aClient(server().environmentOf('globex'));
      const Bucket = bucketForTest;
      const Key = `${prefix}/clients/acme/secret`;
      const tries = [
        () => globex.send(new GetObjectCommand({ Bucket, Key })),
        () => globex.send(new PutObjectCommand({ Bucket, Key, Body: 'of globex' })),
        () => globex.send(new DeleteObjectCommand({ Bucket, Key })),
        () => globex.send(new ListObjectsV2Command({ Bucket, Prefix: `${prefix}/clients/acme/` })),
        () => globex.send(new ListObjectsV2Command({ Bucket, Prefix: `${prefix}/clients/` })),
        () => globex.send(new ListObjectsV2Command({ Bucket })),
        // Another name that begins like its own.
        () => globex.send(new PutObjectCommand({ Bucket, Key: `${prefix}/clients/globex-2/a`, Body: 'x' })),
      ];
      for (const attempt of tries) await expect(attempt()).rejects.toMatchObject({ name: 'AccessDenied' });
      // versitygw refuses a copy without telling why.
      const copying = globex.send(
        new CopyObjectCommand({ Bucket, Key: `${prefix}/clients/globex/stolen`, CopySource: `${Bucket}/${Key}` }),
      );
      await expect(copying).rejects.toMatchObject({ name: expect.stringMatching(/^(AccessDenied|InternalError)$/) as string });
      expect(await (await storeOf('globex')).read('stolen')).toBeUndefined();
      expect((await (await storeOf('acme')).read('secret'))?.body.toString()).toBe('of acme');
    });
  });
});

function aClient(environment: Readonly<Record<string, string>>): S3Client {
  const client = s3ClientOf(environment);
  onTestFinished(() => client.destroy());
  return client;
}
