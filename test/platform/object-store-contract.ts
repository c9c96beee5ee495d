/** What every object store has to do, as one list of tests: the adapters' test files run it over the file system and over real S3 servers. */

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../platform/ports.js';
import { differencesFromMap, operation } from './object-store-model.js';

export interface StoreUnderTest {
  /** A new and empty one each time. */
  aStore(): Promise<ObjectStore>;
  /** Of the form that the store gives, but never given. */
  readonly strangeEtag: string;
  /** How often a property is tried: less where each step crosses a network. */
  readonly runs: number;
}

/** To be called in a `describe` of the store's name. */
export function describeObjectStore({ aStore, strangeEtag, runs }: StoreUnderTest): void {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-contract-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  describe('objects created once', () => {
    it('come back as written, and a second create changes nothing', async () => {
      const store = await aStore();
      expect(await store.read('a/b.json')).toBeUndefined();
      expect(await store.create('a/b.json', 'first')).toBe(true);
      expect(await store.create('a/b.json', 'second')).toBe(false);
      expect((await store.read('a/b.json'))?.body.toString()).toBe('first');
    });

    it('may be empty', async () => {
      const store = await aStore();
      expect(await store.create('empty', '')).toBe(true);
      expect((await store.read('empty'))?.body).toHaveLength(0);
      expect(await store.stat('empty')).toMatchObject({ bytes: 0 });
    });

    it('have one winner among sixteen racers', async () => {
      const store = await aStore();
      const won = await Promise.all(range(16).map((racing) => store.create('once', String(racing))));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await store.read('once'))?.body.toString()).toBe(String(won.indexOf(true)));
    });

    it('are copies: changing the file they came from or went to does not change them', async () => {
      const store = await aStore();
      const [from, to] = [join(folder, 'from.bin'), join(folder, 'deep/to.bin')];
      await writeFile(from, 'weights');
      expect(await store.createFromFile('m.gguf', from)).toBe(true);
      await writeFile(from, 'changed');
      expect(await store.createFromFile('m.gguf', from)).toBe(false);
      await store.readToFile('m.gguf', to);
      expect(await readFile(to, 'utf8')).toBe('weights');
      await writeFile(to, 'changed');
      expect((await store.read('m.gguf'))?.body.toString()).toBe('weights');
      expect((await readdir(join(folder, 'deep'))).filter((name) => name !== 'to.bin')).toEqual([]);
    });

    it('come back whole from files of several parts, of one and of none', async () => {
      const store = await aStore();
      for (const [name, bytes] of [
        ['large', 36_000_001],
        ['small', 70_000],
        ['empty', 0],
      ] as const) {
        const content = randomBytes(bytes);
        const [from, to] = [join(folder, `${name}.from`), join(folder, `${name}.to`)];
        await writeFile(from, content);
        expect(await store.createFromFile(`files/${name}`, from)).toBe(true);
        await store.readToFile(`files/${name}`, to);
        expect((await readFile(to)).equals(content)).toBe(true);
        expect(await store.stat(`files/${name}`)).toMatchObject({ bytes });
      }
    });

    it('from files have one winner among racers', async () => {
      const store = await aStore();
      const files = await Promise.all(
        range(4).map(async (racing) => {
          const path = join(folder, `racing-${racing}`);
          await writeFile(path, Buffer.alloc(6_000_000, racing + 1));
          return path;
        }),
      );
      const won = await Promise.all(files.map((path) => store.createFromFile('m.gguf', path)));
      expect(won.filter(Boolean)).toHaveLength(1);
      await store.readToFile('m.gguf', join(folder, 'winner'));
      expect((await readFile(join(folder, 'winner'))).equals(Buffer.alloc(6_000_000, won.indexOf(true) + 1))).toBe(true);
    });

    it('need their source, and reading to a file needs the object', async () => {
      const store = await aStore();
      await expect(store.createFromFile('m', join(folder, 'missing'))).rejects.toThrow(/ENOENT/);
      expect(await store.list('')).toEqual([]);
      await expect(store.readToFile('m', join(folder, 'out'))).rejects.toThrow(/Expected an object at m/);
    });
  });

  describe('heads', () => {
    it('change only for whoever holds the newest etag', async () => {
      const store = await aStore();
      const first = await store.swap('head', null, '1');
      expect(await store.swap('head', null, 'late')).toBeUndefined();
      const second = await store.swap('head', first ?? '', '2');
      expect(await store.swap('head', first ?? '', 'late')).toBeUndefined();
      expect(await store.read('head')).toEqual({ body: Buffer.from('2'), etag: second });
    });

    it('have another etag after every change, also to the bytes that were there before', async () => {
      const store = await aStore();
      const etags = [await store.swap('head', null, 'same')];
      for (let change = 0; change < 3; change += 1) etags.push(await store.swap('head', etags.at(-1) ?? '', 'same'));
      expect(new Set(etags).size).toBe(4);
      expect(await store.swap('head', etags[0] ?? '', 'late')).toBeUndefined();
      expect(await store.read('head')).toEqual({ body: Buffer.from('same'), etag: etags.at(-1) });
    });

    it('may begin as an object that was created, and be read to a file', async () => {
      const store = await aStore();
      await store.create('head', 'created');
      const etag = (await store.read('head'))?.etag;
      expect(await store.swap('head', etag ?? '', 'swapped')).toBeDefined();
      await store.readToFile('head', join(folder, 'head'));
      expect(await readFile(join(folder, 'head'), 'utf8')).toBe('swapped');
      expect(await store.stat('head')).toMatchObject({ bytes: 'swapped'.length });
    });

    it('refuse an etag that nobody was given', async () => {
      const store = await aStore();
      expect(await store.swap('head', strangeEtag, 'x')).toBeUndefined();
      await store.swap('head', null, '1');
      expect(await store.swap('head', strangeEtag, 'x')).toBeUndefined();
      await expect(store.swap('head', 'seven', 'x')).rejects.toThrow(/Expected an etag/);
      expect((await store.read('head'))?.body.toString()).toBe('1');
    });

    it('have one winner among sixteen racers, and the winner continues', async () => {
      const store = await aStore();
      const start = await store.swap('head', null, 'start');
      const etags = await Promise.all(range(16).map((racing) => store.swap('head', start ?? '', String(racing))));
      expect(etags.filter((etag) => etag !== undefined)).toHaveLength(1);
      const winner = etags.find((etag) => etag !== undefined);
      expect((await store.read('head'))?.body.toString()).toBe(String(etags.indexOf(winner)));
      expect(await store.swap('head', winner ?? '', 'next')).toBeDefined();
    });
  });

  describe('keys', () => {
    it.each(['', '/a', 'a/', 'a//b', '../a', 'a/../b', 'a/.hidden', '.tmp/x', 'a..b', 'a b', 'a\\b', 'head.@2', 'a\0'])(
      '%j is refused by every verb',
      async (key) => {
        const store = await aStore();
        const verbs = [
          store.create(key, 'x'),
          store.read(key),
          store.swap(key, null, 'x'),
          store.createFromFile(key, '/dev/null'),
          store.readToFile(key, join(folder, 'never')),
          store.stat(key),
          store.remove(key),
        ];
        for (const outcome of await Promise.allSettled(verbs)) {
          expect(outcome).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(/Expected a key/) } });
        }
      },
    );

    it('of a tenant, a version and a file are fine', async () => {
      const store = await aStore();
      expect(await store.create('models/client.support-triage@v12/a_b.json', 'x')).toBe(true);
      expect(await store.list('models/client.')).toEqual(['models/client.support-triage@v12/a_b.json']);
    });

    it('are listed by prefix, sorted', async () => {
      const store = await aStore();
      expect(await store.list('nothing/here')).toEqual([]);
      for (const key of ['b/2', 'b/10', 'a', 'bc/1']) await store.create(key, 'x');
      await store.swap('a', (await store.read('a'))?.etag ?? '', 'y');
      expect(await store.list('')).toEqual(['a', 'b/10', 'b/2', 'bc/1']);
      expect(await store.list('b/')).toEqual(['b/10', 'b/2']);
      expect(await store.list('b')).toEqual(['b/10', 'b/2', 'bc/1']);
      await expect(store.list('../')).rejects.toThrow(/Expected a key/);
    });
  });

  describe('removal', () => {
    it('takes an object and its history away, twice as well as once, and makes room for another', async () => {
      const store = await aStore();
      const etag = await store.swap('head', null, '1');
      await store.swap('head', etag ?? '', '2');
      await store.create('beside', 'x');
      for (let removal = 0; removal < 2; removal += 1) {
        await store.remove('head');
        expect([await store.read('head'), await store.stat('head'), await store.list('')]).toEqual([undefined, undefined, ['beside']]);
      }
      expect(await store.create('head', 'again')).toBe(true);
      expect((await store.read('head'))?.body.toString()).toBe('again');
    });
  });

  describe('stat', () => {
    it('tells size and time, and nothing of what is not there', async () => {
      const store = await aStore();
      expect(await store.stat('a')).toBeUndefined();
      await store.create('a', 'seven b');
      const stat = await store.stat('a');
      expect(stat?.bytes).toBe(7);
      expect(new Date(stat?.modifiedAt ?? '').toISOString()).toBe(stat?.modifiedAt);
    });
  });

  it('does in any sequence what a map in memory does', async () => {
    const sequences = fc.array(operation, { minLength: 5, maxLength: 20 });
    const property = fc.asyncProperty(sequences, async (operations) => {
      expect(await differencesFromMap(await aStore(), operations)).toEqual([]);
    });
    await fc.assert(property, { numRuns: runs });
  });
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
