import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../domain/seeded-random.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore } from '../../platform/ports.js';
import { noSmallDisk, smallDisk } from '../support/small-disk.js';

const racer = fileURLToPath(new URL('object-store-racer.ts', import.meta.url));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-store-kills-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a writer that is killed', () => {
  const killsALane = 8;
  const copied = Buffer.alloc(1_000_000, 'weights');

  it('has written each object whole or not at all, and all that it was told it has', async () => {
    const source = join(folder, 'source.bin');
    await writeFile(source, copied);
    const lanes = [1, 2, 3].map(async (lane) => {
      const random = createRandom(lane);
      const root = join(folder, `killed-${lane}`);
      const acknowledged: string[] = [];
      for (let kill = 0; kill < killsALane; kill += 1) acknowledged.push(...(await killedWriter(root, source, Math.floor(random() * 40))));
      const store = createFileObjectStore(root);
      const keys = await store.list('');
      expect(keys).toEqual(expect.arrayContaining(acknowledged));
      expect(acknowledged.length).toBeGreaterThan(killsALane);
      for (const key of keys) expect(`${key}: ${await contentOf(store, key)}`).toBe(`${key}: whole`);
      const head = await store.read('head');
      expect(Number(head?.etag)).toBeGreaterThanOrEqual(acknowledged.filter((key) => key === 'head').length);
    });
    await Promise.all(lanes);
  }, 60_000);

  async function contentOf(store: ObjectStore, key: string): Promise<string> {
    const body = (await store.read(key))?.body ?? Buffer.alloc(0);
    if (key.startsWith('copied/')) return body.equals(copied) ? 'whole' : 'torn';
    const { filler } = JSON.parse(body.toString()) as { filler: string };
    return filler.length === 100_000 ? 'whole' : 'torn';
  }
});

describe('what killed writers left', () => {
  const day = 24 * 3_600_000;

  async function aStoreWith(leftovers: Readonly<Record<string, number>>): Promise<{ root: string; left: () => Promise<string[]> }> {
    const root = await mkdtemp(join(folder, 'swept-'));
    await mkdir(join(root, '.tmp'));
    for (const [name, age] of Object.entries(leftovers)) {
      await writeFile(join(root, '.tmp', name), 'half');
      const writtenAt = new Date(Date.now() - age);
      await utimes(join(root, '.tmp', name), writtenAt, writtenAt);
    }
    return { root, left: async () => (await readdir(join(root, '.tmp'))).toSorted() };
  }

  it('is cleared away at the first write once it is older than a day; what may still be written is not', async () => {
    const { root, left } = await aStoreWith({ old: day + 60_000, young: day - 60_000 });
    const store = createFileObjectStore(root);
    await store.list('');
    expect(await left()).toEqual(['old', 'young']);
    await store.create('a', 'x');
    expect(await left()).toEqual(['young']);
  });

  it('does not fail a writer whose own file is taken for it: it writes again', async () => {
    const { root, left } = await aStoreWith({});
    const store = createFileObjectStore(root);
    let written = 0;
    let removed = 0;
    // Somebody whose clock is days ahead clears away one file of each write.
    const sweeping = (async () => {
      for (let seen = -1; removed < 20;) {
        const [name] = seen === written ? [] : await left();
        if (name === undefined) await new Promise(setImmediate);
        else if (
          await rm(join(root, '.tmp', name)).then(
            () => true,
            () => false,
          )
        ) {
          seen = written;
          removed += 1;
        }
      }
    })();
    for (; removed < 20; written += 1) expect(await store.create(`a/${written}`, 'x'.repeat(50_000))).toBe(true);
    await sweeping;
    expect(await store.list('a/')).toHaveLength(written);
  });
});

describe('a full disk', () => {
  it('refuses what does not fit, says where and how much is free, leaves nothing, and serves what it has', async ({ skip }) => {
    const root = await smallDisk(400_000);
    if (root === undefined) return skip(noSmallDisk);
    const store = createFileObjectStore(root);
    const source = join(folder, 'large.bin');
    await writeFile(source, Buffer.alloc(1_000_000));
    await store.create('kept', 'kept');
    const etag = await store.swap('head', null, 'first');
    const before = await usage(root);
    const writes: (readonly [string, () => Promise<unknown>])[] = [
      ['made', () => store.create('made', Buffer.alloc(1_000_000))],
      ['head.@2', () => store.swap('head', etag ?? '', Buffer.alloc(1_000_000))],
      ['copied', () => store.createFromFile('copied', source)],
    ];
    for (const [name, write] of writes) {
      const failure: unknown = await write().catch((error: unknown) => error);
      expect(failure).toMatchObject({ name: 'DiskFull', code: 'ENOSPC', path: join(root, name) });
      expect(String(failure)).toMatch(/disk full: expected room to write .*, found \d+ bytes free; free some and try again/);
    }
    await expect(store.readToFile('kept', join(root, 'elsewhere'))).resolves.toBeUndefined();
    await rm(join(root, 'elsewhere'));
    expect(await usage(root)).toEqual(before);
    expect([String((await store.read('head'))?.body), await store.list('')]).toEqual(['first', ['head', 'kept']]);
    expect(await store.swap('head', etag ?? '', 'second')).toBe('2');
  });

  async function usage(root: string): Promise<Record<string, number>> {
    const names = (await readdir(root, { recursive: true })).toSorted();
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(root, name))).size));
    return Object.fromEntries(names.map((name, index) => [name, sizes[index] ?? 0]).filter(([name]) => name !== '.tmp'));
  }
});

/** Lets it write for so many milliseconds after its first acknowledgement; returns all that it acknowledged. */
async function killedWriter(root: string, source: string, milliseconds: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', racer, 'write', root, source], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 50_000,
  });
  let output = '';
  let timer: NodeJS.Timeout | undefined;
  for await (const chunk of child.stdout) {
    output += String(chunk);
    timer ??= setTimeout(() => child.kill('SIGKILL'), milliseconds);
  }
  // What was cut off in the middle of a line was not said.
  return output.split('\n').slice(0, -1);
}
