import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileObjectStore } from '../../platform/object-store-fs.js';

const racer = fileURLToPath(new URL('object-store-racer.ts', import.meta.url));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-store-'));
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

  it('have one winner among twenty racers', async () => {
    const store = await aStore();
    const won = await Promise.all(range(20).map((racing) => store.create('once', String(racing))));
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

  it('refuse an etag of a generation that never was', async () => {
    const store = await aStore();
    await store.swap('head', null, '1');
    expect(await store.swap('head', '7', 'x')).toBeUndefined();
    await expect(store.swap('head', 'seven', 'x')).rejects.toThrow(/Expected an etag/);
  });

  it('have one winner among twenty racers, and the winner continues', async () => {
    const store = await aStore();
    const start = await store.swap('head', null, 'start');
    const etags = await Promise.all(range(20).map((racing) => store.swap('head', start ?? '', String(racing))));
    expect(etags.filter((etag) => etag !== undefined)).toHaveLength(1);
    expect((await store.read('head'))?.body.toString()).toBe(String(etags.findIndex((etag) => etag !== undefined)));
  });

  it('find the newest of many generations', async () => {
    const store = await aStore();
    let etag: string | null = null;
    for (const generation of range(37)) {
      etag = (await store.swap('head', etag, String(generation))) ?? null;
      expect((await store.read('head'))?.body.toString()).toBe(String(generation));
    }
  });
});

describe('between processes', () => {
  it('every create and every swap has exactly one winner', async () => {
    const root = join(folder, 'race');
    const won = await Promise.all(range(4).map((name) => outputOf(['race', root, String(name)])));
    const all = won.flatMap((output) => JSON.parse(output) as string[]).toSorted();
    expect(all).toEqual(
      range(10)
        .flatMap((round) => [`head@${round + 1}`, `once/${round}`])
        .toSorted(),
    );
  }, 30_000);

  it('a process killed while it swaps leaves a complete newest generation', async () => {
    const root = join(folder, 'killed');
    const acknowledged = await killAfter(['swap', root], 15);
    const store = createFileObjectStore(root);
    const newest = await store.read('head');
    expect(Number(newest?.etag)).toBeGreaterThanOrEqual(acknowledged);
    expect(JSON.parse(newest?.body.toString() ?? '')).toMatchObject({ generation: Number(newest?.etag) });
    expect(await store.swap('head', newest?.etag ?? '', 'next')).toBeDefined();
    expect(await store.list('')).toEqual(['head']);
  }, 30_000);
});

describe('keys', () => {
  it.each(['', '/a', 'a/', 'a//b', '../a', 'a/../b', 'a/.hidden', '.tmp/x', 'a..b', 'a b', 'a\\b', 'head.@2', 'a\0'])(
    '%j is refused',
    async (key) => {
      const store = await aStore();
      await expect(store.create(key, 'x')).rejects.toThrow(/Expected a key/);
      await expect(store.read(key)).rejects.toThrow(/Expected a key/);
    },
  );

  it('of a tenant, a version and a file are fine', async () => {
    const store = await aStore();
    expect(await store.create('models/client.support-triage@v12/a_b.json', 'x')).toBe(true);
  });

  it('cannot be folders of one another, and say so', async () => {
    const store = await aStore();
    await store.create('a/b', 'x');
    await expect(store.create('a', 'x')).rejects.toThrow(/folder of other keys/);
    await expect(store.create('a/b/c', 'x')).rejects.toThrow(/found an object/);
    expect(await store.read('a')).toBeUndefined();
    expect(await store.read('a/b/c')).toBeUndefined();
  });

  it('are listed by prefix: logical ones only, sorted, without leftovers of a crash', async () => {
    const root = join(folder, 'list');
    const store = createFileObjectStore(root);
    expect(await store.list('nothing/here')).toEqual([]);
    for (const key of ['b/2', 'b/10', 'a', 'bc/1']) await store.create(key, 'x');
    await store.swap('a', '1', 'y');
    await mkdir(join(root, '.tmp'), { recursive: true });
    await writeFile(join(root, '.tmp', 'half-written'), 'gar');
    expect(await store.list('')).toEqual(['a', 'b/10', 'b/2', 'bc/1']);
    expect(await store.list('b/')).toEqual(['b/10', 'b/2']);
    expect(await store.list('b')).toEqual(['b/10', 'b/2', 'bc/1']);
    await expect(store.list('../')).rejects.toThrow(/Expected a key/);
  });
});

describe('any sequence of operations', () => {
  const key = fc.constantFrom('a', 'b/c', 'b/d', 'e.json');
  const operation = fc.oneof(
    fc.record({ kind: fc.constant('create' as const), key }),
    fc.record({ kind: fc.constant('swap' as const), key, etag: fc.constantFrom('null', 'newest', 'older') }),
  );

  it('gives what a map in memory gives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 20 }), async (operations) => {
        const store = await aStore();
        const model = new Map<string, string[]>();
        for (const [index, step] of operations.entries()) {
          const body = `body ${index}`;
          const history = model.get(step.key) ?? [];
          const expected = step.kind === 'create' ? 0 : { null: 0, newest: history.length, older: history.length - 1 }[step.etag];
          if (expected === undefined || expected < 0) continue;
          const wins = expected === history.length;
          const etag = expected === 0 ? null : String(expected);
          const won = step.kind === 'create' ? await store.create(step.key, body) : (await store.swap(step.key, etag, body)) !== undefined;
          expect(won).toBe(wins);
          if (wins) model.set(step.key, [...history, body]);
          expect((await store.read(step.key))?.body.toString()).toBe(model.get(step.key)?.at(-1));
        }
        expect(await store.list('')).toEqual([...model.keys()].toSorted());
      }),
      { numRuns: 20 },
    );
  });
});

let stores = 0;
async function aStore(): Promise<ReturnType<typeof createFileObjectStore>> {
  stores += 1;
  const root = join(folder, `store-${stores}`);
  await mkdir(root);
  return createFileObjectStore(root);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function startRacer(args: readonly string[]): ChildProcessByStdio<null, Readable, null> {
  // The deadline only keeps a racer that never ends from outliving the test.
  return spawn(process.execPath, ['--import', 'tsx', racer, ...args], { stdio: ['ignore', 'pipe', 'inherit'], timeout: 25_000 });
}

async function outputOf(args: readonly string[]): Promise<string> {
  const child = startRacer(args);
  let output = '';
  for await (const chunk of child.stdout) output += String(chunk);
  return output;
}

/** Kills without warning once that many swaps were acknowledged; returns how many were. */
async function killAfter(args: readonly string[], count: number): Promise<number> {
  const child = startRacer(args);
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.split('\n').length > count) child.kill('SIGKILL');
  }
  return output.split('\n').length - 1;
}
