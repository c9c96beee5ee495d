import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { PutBucketVersioningCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findSources } from '../../dataset/sources/find.js';
import { beginning, positionAfter, type ReadLine, type SourceFile } from '../../dataset/sources/source-file.js';
import type { SourceObject, SourceStore } from '../../platform/ports.js';
import { createS3SourceStore } from '../../platform/s3-sources.js';
import { anS3Proxy, type S3Proxy } from '../support/s3-proxy.js';
import { aSeaweedServer, bucketForTest as Bucket, s3ClientOf, type Identity } from '../support/s3-servers.js';
import { aTool } from '../support/tools.js';
import { useS3Server } from '../support/use-s3-server.js';

const { missing } = await aTool('seaweedfs');
const mebibyte = 1024 * 1024;

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.skipIf(missing !== undefined)(`sources in SeaweedFS ${missing ?? ''}`, () => {
  const identities: Identity[] = [
    { name: 'reader', actions: [`Read:${Bucket}`, `List:${Bucket}`] },
    { name: 'getter', actions: [`Read:${Bucket}`] },
    { name: 'stranger', actions: ['Read:elsewhere'] },
  ];
  const server = useS3Server({ start: (onFinished) => aSeaweedServer(identities, onFinished) });
  const direct = (): S3Client => s3ClientOf(server().environment);
  let folders = 0;

  const put = async (key: string, body: Buffer | string): Promise<void> => {
    await direct().send(new PutObjectCommand({ Bucket, Key: key, Body: body }));
  };
  const aFolder = async (files: Readonly<Record<string, Buffer | string>>): Promise<string> => {
    folders += 1;
    for (const [name, body] of Object.entries(files)) await put(`folder-${folders}/${name}`, body);
    return `s3://${Bucket}/folder-${folders}/`;
  };
  const storeBehind = async (): Promise<{ store: SourceStore; proxy: S3Proxy }> => {
    const proxy = await anS3Proxy(server());
    return { store: await openSources(proxy.environment), proxy };
  };

  it('are read by folder and pattern, in every format', async () => {
    const fixture = async (name: string): Promise<Buffer> =>
      await readFile(new URL(`../dataset/sources/fixtures/${name}`, import.meta.url));
    const uri = await aFolder({
      'a.jsonl': '{"text":"a"}\n{"text":"b"}',
      'b.jsonl.gz': gzipSync('{"text":"c"}\n'),
      'c.csv': 'text\n"d\ne"\n',
      'd.parquet': await fixture('tickets-zstd.parquet'),
      'e.jsonl.zst': await fixture('tickets.jsonl.zst'),
      '.f.jsonl': '{}',
      'notes.txt': 'x',
      'deeper/g.jsonl': '{}',
    });
    const store = await openSources(server().environmentOf('reader'));
    const { files, problems } = await findSources([uri], store);
    expect(problems).toEqual([]);
    const read = await Promise.all(files.map(async (file) => [file.name.slice(uri.length), (await linesOf(file)).length]));
    expect(read).toEqual([
      ['a.jsonl', 2],
      ['b.jsonl.gz', 1],
      ['c.csv', 1],
      ['d.parquet', 10],
      ['e.jsonl.zst', 2000],
    ]);
    const matched = await findSources([`${uri}*.jsonl`, `${uri}a*`, `${uri}c.csv`], store);
    expect(matched.files.map(({ name }) => name.slice(uri.length))).toEqual(['a.jsonl', 'c.csv']);
    expect((await linesOf(matched.files[1] as SourceFile))[0]).toBe('{"text":"d\\ne"}');
  });

  it('are listed over several pages', async () => {
    const names = Array.from({ length: 1100 }, (_, index) => `${String(index).padStart(4, '0')}.csv`);
    const uri = await aFolder({ 'first.csv': 'a\n' });
    for (let at = 0; at < names.length; at += 50)
      await Promise.all(names.slice(at, at + 50).map((name) => put(`folder-${folders}/${name}`, 'a\n')));
    const objects = await (await openSources(server().environment)).list(uri);
    expect(objects.map((object) => object.uri.slice(uri.length))).toEqual([...names, 'first.csv']);
  });

  it('are read in ranges from any offset', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `{"n":${index},"text":"${'x'.repeat(1000)}"}`);
    const uri = await aFolder({ 'large.jsonl': lines.join('\n') });
    const { store, proxy } = await storeBehind();
    const [file] = (await findSources([uri], store)).files;
    proxy.seen.length = 0;
    const batches = await batchesOf(file as SourceFile);
    expect(batches.flat().map(({ bytes }) => bytes.toString())).toEqual(lines);
    expect(proxy.seen.map(({ headers }) => headers.range)).toEqual([
      `bytes=0-${8 * mebibyte - 1}`,
      `bytes=${8 * mebibyte}-${16 * mebibyte - 1}`,
      `bytes=${16 * mebibyte}-${(file?.bytes ?? 0) - 1}`,
    ]);
    expect(proxy.seen.every(({ headers }) => headers['if-match'] === file?.identity)).toBe(true);
    const last = batches[3]?.at(-1);
    if (last === undefined) throw new Error('expected a fourth batch');
    const rest = await batchesOf(file as SourceFile, positionAfter(last));
    const places = (read: ReadLine[][]): string[] => read.flat().map(({ number, offset, bytes }) => `${number} ${offset} ${String(bytes)}`);
    expect(places(rest)).toEqual(places(batches.slice(4)));
  });

  it('are taken up again where the connection broke, and given up when it breaks without a byte', async () => {
    const content = Buffer.alloc(10 * mebibyte, 'some bytes that have a place ');
    const uri = await aFolder({ 'large.jsonl': content });
    const { store, proxy } = await storeBehind();
    const [object] = (await store.list(uri)) as [SourceObject];
    proxy.seen.length = 0;
    proxy.setFault(({ method }) => (method === 'GET' ? { answerBytes: 3 * mebibyte } : undefined));
    expect((await bytesOf(store, object, 5)).equals(content.subarray(5))).toBe(true);
    const starts = proxy.seen.map(({ headers }) => Number(/^bytes=(\d+)-/.exec(headers.range ?? '')?.[1]));
    expect(starts[0]).toBe(5);
    expect(starts.length).toBeGreaterThan(3);
    proxy.setFault(({ method }) => (method === 'GET' ? { answerBytes: 0 } : undefined));
    await expect(bytesOf(store, object)).rejects.toMatchObject({
      name: 'StoreUnreachableError',
      message: expect.stringContaining(object.uri),
    });
    proxy.setFault(() => ({ status: 503 }));
    await expect(store.list(uri)).rejects.toMatchObject({ name: 'StoreUnreachableError' });
  });

  it('that were replaced or removed since they were found are refused, also in the middle', async () => {
    const uri = await aFolder({ 'large.jsonl': Buffer.alloc(20 * mebibyte, '{}\n') });
    const store = await openSources(server().environment);
    const [object] = (await store.list(uri)) as [SourceObject];
    const reading = store.read(object, 0)[Symbol.asyncIterator]();
    await reading.next();
    await put(`folder-${folders}/large.jsonl`, Buffer.alloc(20 * mebibyte, '[]\n'));
    const refusal = {
      name: 'SourceChangedError',
      message: expect.stringContaining(`Expected ${object.uri} to be as it was found (${object.pin})`),
    };
    const readOn = async (): Promise<void> => {
      while ((await reading.next()).done !== true);
    };
    await expect(readOn()).rejects.toMatchObject(refusal);
    await expect(bytesOf(store, object)).rejects.toMatchObject(refusal);
    await expect(bytesOf(store, { ...object, uri: `${uri}gone.jsonl` })).rejects.toMatchObject({ name: 'SourceChangedError' });
  });

  it('of a bucket with versions are read as they were found, also after they were replaced', async () => {
    await direct().send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    try {
      const uri = await aFolder({ 'a.jsonl': 'first\n' });
      const store = await openSources(server().environment);
      const [first] = (await store.list(uri)) as [SourceObject];
      expect(first.pin).not.toMatch(/^"/);
      await put(`folder-${folders}/a.jsonl`, 'second\n');
      expect((await bytesOf(store, first)).toString()).toBe('first\n');
      const [second] = (await store.list(uri)) as [SourceObject];
      expect(second.pin).not.toBe(first.pin);
      expect((await bytesOf(store, second)).toString()).toBe('second\n');
      await expect(bytesOf(store, { ...first, pin: '0'.repeat(first.pin.length) })).rejects.toMatchObject({ name: 'SourceChangedError' });
    } finally {
      await direct().send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));
    }
  });

  it('can be read one by one without the right to list', async () => {
    const uri = await aFolder({ 'a.jsonl': '{}\n' });
    const store = await openSources(server().environmentOf('getter'));
    const { files, problems } = await findSources([`${uri}a.jsonl`, uri], store);
    expect(await linesOf(files[0] as SourceFile)).toEqual(['{}']);
    expect(problems).toEqual([
      `Source ${uri}: cannot read ${uri}, these credentials may not read it, or it is not there; give them s3:GetObject on it (a folder or pattern needs s3:ListBucket too), or set others`,
    ]);
  });

  it('that cannot be read are told in one sentence each', async () => {
    const uri = await aFolder({ 'a.jsonl': '{}\n' });
    const problemsOf = async (spec: string, identity = 'admin'): Promise<readonly string[]> =>
      (await findSources([spec], await openSources(server().environmentOf(identity)))).problems;
    const told = async (spec: string, identity?: string): Promise<string> => {
      const [problem = '', ...others] = await problemsOf(spec, identity);
      expect(others).toEqual([]);
      return problem.replace(`Source ${spec}: cannot read ${spec}, `, '');
    };
    expect(await told(`${uri}b.jsonl`)).toBe(
      'there is no such object, or no such bucket; check the address; a folder is named with a slash at its end',
    );
    expect(await told('s3://not-there/')).toBe('there is no such bucket; check the address, and the endpoint in AWS_ENDPOINT_URL_S3');
    expect(await told(`${uri}deeper/`)).toBe('there are no objects; check the address; objects of its folders are not read');
    expect(await told(`s3://${Bucket}/*/a.jsonl`)).toBe('it has "*" before its last part; name each folder as a source of its own');
    expect(await told(`${uri}a.jsonl`, 'stranger')).toMatch(
      /^these credentials may not read it, or it is not there; give them s3:GetObject/,
    );
  });

  it('of a bucket in another region are told how to be read', async () => {
    const { store, proxy } = await storeBehind();
    proxy.setFault(() => ({ status: 301 }));
    await expect(store.list(`s3://${Bucket}/a.jsonl`)).rejects.toThrow(
      `cannot read s3://${Bucket}/a.jsonl, the bucket is in another region; set AWS_REGION to the region of the bucket`,
    );
  });

  it('are not looked for with credentials that nobody knows', async () => {
    const store = await openSources({ ...server().environment, AWS_ACCESS_KEY_ID: 'NOBODY' });
    await expect(store.list(`s3://${Bucket}/`)).rejects.toMatchObject({
      name: 'StoreRefusedError',
      message: expect.stringContaining('it does not know the access key'),
    });
  });
});

/** The SDK reads the environment once for each bucket, at the first request: here of the one bucket, before the test goes on. */
async function openSources(environment: Readonly<Record<string, string>>): Promise<SourceStore> {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  return createS3SourceStore({ pathStyle: undefined, encryption: undefined, kmsKeyId: undefined });
}

async function batchesOf(file: SourceFile, from = beginning): Promise<ReadLine[][]> {
  const batches: ReadLine[][] = [];
  for await (const batch of file.lines(from, mebibyte)) batches.push(batch);
  return batches;
}

async function linesOf(file: SourceFile): Promise<string[]> {
  return (await batchesOf(file)).flat().map(({ bytes }) => bytes.toString());
}

async function bytesOf(store: SourceStore, object: SourceObject, from = 0): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of store.read(object, from)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
