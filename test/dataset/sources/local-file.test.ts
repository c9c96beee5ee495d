import { appendFile, mkdtemp, open, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localFile } from '../../../dataset/sources/local-file.js';
import { beginning, positionAfter, type ReadLine } from '../../../dataset/sources/source-file.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-local-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function aFile(content: string | Buffer): Promise<string> {
  const path = join(folder, 'file.jsonl');
  await rm(path, { force: true });
  await writeFile(path, content);
  return path;
}

describe('a local file', () => {
  it('is read in batches of about a mebibyte, from the place where a reading ended', async () => {
    const lines = Array.from({ length: 4000 }, (_, index) => `${index} ${'x'.repeat(1000)}`);
    const file = await localFile(await aFile(lines.join('\r\n')));
    const batches = await all(file.lines(beginning, 10_000));
    expect(batches.length).toBeGreaterThan(3);
    expect(batches.flat().map(({ bytes }) => bytes.toString())).toEqual(lines);
    const last = batches[1]?.at(-1);
    if (last === undefined) throw new Error('expected a second batch');
    const places = (read: ReadLine[][]): string[] => read.flat().map(({ number, offset, bytes }) => `${number} ${offset} ${String(bytes)}`);
    expect(places(await all(file.lines(positionAfter(last), 10_000)))).toEqual(places(batches.slice(2)));
  });

  it('with a line of 200 MB is read in bounded memory', async () => {
    const path = await aFile('{"a":1}\n');
    const handle = await open(path, 'a');
    for (let mebibytes = 0; mebibytes < 200; mebibytes += 1) await handle.write(Buffer.alloc(1024 * 1024, 'x'));
    await handle.write('\n{"a":2}');
    await handle.close();
    const before = process.memoryUsage().rss;
    const lines = (await all((await localFile(path)).lines(beginning, 16 * 1024 * 1024))).flat();
    expect(lines.map(({ tooLong, length, bytes }) => [tooLong, length, bytes.length])).toEqual([
      [false, 7, 7],
      [true, 200 * 1024 * 1024, 16 * 1024 * 1024],
      [false, 7, 7],
    ]);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });

  it('is pinned by its digest', async () => {
    const file = await localFile(await aFile('{"a":1}\n'));
    expect(file.bytes).toBe(8);
    expect(await file.pin()).toBe(`sha256:${createHash('sha256').update('{"a":1}\n').digest('hex')}`);
  });

  it.each([
    ['written to', async (path: string) => await appendFile(path, '{}')],
    ['touched', async (path: string) => await utimes(path, 1, 1)],
    [
      'replaced',
      async (path: string) => {
        await writeFile(`${path}.new`, '{"a":1}\n');
        await rename(`${path}.new`, path);
      },
    ],
  ])('that was %s since it was found is refused', async (_name, change) => {
    const path = await aFile('{"a":1}\n');
    const file = await localFile(path);
    await change(path);
    const refusal = {
      name: 'FileChangedError',
      message: expect.stringContaining(`Expected ${path} to rest while it is read, found it changed.`),
    };
    await expect(file.pin()).rejects.toMatchObject(refusal);
    await expect(all(file.lines(beginning, 10))).rejects.toMatchObject(refusal);
  });

  it('that is written to while it is read is refused at the latest at its end', async () => {
    const path = await aFile(`${'x'.repeat(1000)}\n`.repeat(3000));
    const lines = (await localFile(path)).lines(beginning, 10_000);
    await lines.next();
    await appendFile(path, 'more');
    await expect(all(lines)).rejects.toMatchObject({ name: 'FileChangedError' });
  });

  it('is left when nobody reads on', async () => {
    const path = await aFile('{}\n'.repeat(1_000_000));
    for await (const batch of (await localFile(path)).lines(beginning, 10)) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
  });

  it('needs a name that says how it is read', async () => {
    await expect(localFile('a.txt')).rejects.toThrow('Expected a file whose name ends with one of .jsonl, ');
  });
});

async function all<T>(batches: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const batch of batches) found.push(batch);
  return found;
}
