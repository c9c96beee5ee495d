import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import { describeObjectStore, range } from './object-store-contract.js';

const racer = fileURLToPath(new URL('object-store-racer.ts', import.meta.url));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-store-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describeObjectStore({ aStore, strangeEtag: '7', runs: 20 });

describe('heads on a file system', () => {
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

describe('keys on a file system', () => {
  it('cannot be folders of one another, and say so', async () => {
    const store = await aStore();
    await store.create('a/b', 'x');
    await expect(store.create('a', 'x')).rejects.toThrow(/folder of other keys/);
    await expect(store.create('a/b/c', 'x')).rejects.toThrow(/found an object/);
    expect(await store.read('a')).toBeUndefined();
    expect(await store.read('a/b/c')).toBeUndefined();
  });

  it('are listed as logical ones only, without leftovers of a crash', async () => {
    const root = join(folder, 'list');
    const store = createFileObjectStore(root);
    await store.create('a', 'x');
    await store.swap('a', '1', 'y');
    await mkdir(join(root, '.tmp'), { recursive: true });
    await writeFile(join(root, '.tmp', 'half-written'), 'gar');
    expect(await store.list('')).toEqual(['a']);
  });
});

let stores = 0;
async function aStore(): Promise<ReturnType<typeof createFileObjectStore>> {
  stores += 1;
  const root = join(folder, `store-${stores}`);
  await mkdir(root);
  return createFileObjectStore(root);
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
