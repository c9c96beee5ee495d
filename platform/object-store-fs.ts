/**
 * The object store on a local disk, for one machine and for tests. Every object is a file that is linked into place complete and never
 * changed: generation 1 at its key, generation N of a head at `KEY.@N`. A link exists once, so no lock is needed between processes.
 */

import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { tellFullDisk } from './disk-full.js';
import { copySynced, syncFolder, writeSynced } from './durable-file.js';
import { checkKey, checkPrefix } from './object-key.js';
import { createSweeper } from './object-store-sweep.js';
import type { ObjectStore } from './ports.js';

/** Beside the objects, because a link cannot cross file systems. No key can start with a dot, so no key can name it. */
const temporaryFolder = '.tmp';
const generationSuffix = /\.@\d+$/;

/**
 * An `ObjectStore` under the folder `root` (made when first written to). Etags are generation numbers; old generations stay as history.
 * No key may be a folder of another.
 * Needs a file system with hard links. Syncs file and folder, so that what was acknowledged survives a power cut.
 * Every write throws DiskFullError when there is no room, and then has left nothing.
 */
export function createFileObjectStore(root: string): ObjectStore {
  const sweep = createSweeper(join(root, temporaryFolder));
  return {
    read: async (key) => {
      checkKey(key);
      const generation = await newestGeneration(root, key);
      if (generation === 0) return undefined;
      return { body: await readFile(fileOf(root, key, generation)), etag: String(generation) };
    },
    create: async (key, body) => {
      checkKey(key);
      return await publish({ root, key, generation: 1, sweep }, (temporary) => writeSynced(temporary, body));
    },
    swap: async (key, etag, body) => {
      checkKey(key);
      const expected = etag === null ? 0 : generationOf(etag);
      // Generations have no gaps: an etag that nobody was given must not open one.
      if (expected > 0 && !(await isFile(fileOf(root, key, expected)))) return undefined;
      const won = await publish({ root, key, generation: expected + 1, sweep }, (temporary) => writeSynced(temporary, body));
      return won ? String(expected + 1) : undefined;
    },
    createFromFile: async (key, path) => {
      checkKey(key);
      return await publish({ root, key, generation: 1, sweep }, (temporary) => copySynced(path, temporary));
    },
    readToFile: async (key, path) => {
      checkKey(key);
      const generation = await newestGeneration(root, key);
      if (generation === 0) throw new Error(`Expected an object at ${key}, found none. Check the key, or create the object first.`);
      await tellFullDisk(path, () => copyComplete(fileOf(root, key, generation), path));
    },
    list: async (prefix) => {
      checkPrefix(prefix);
      return await listKeys(root, prefix);
    },
    stat: async (key) => {
      checkKey(key);
      const generation = await newestGeneration(root, key);
      if (generation === 0) return undefined;
      const { size, mtime } = await stat(fileOf(root, key, generation));
      return { bytes: size, modifiedAt: mtime.toISOString() };
    },
    remove: async (key) => {
      checkKey(key);
      const newest = await newestGeneration(root, key);
      // From the newest down: what is left of a removal that was killed has no gaps, and the next one finishes it.
      for (let generation = newest; generation > 0; generation -= 1) await rm(fileOf(root, key, generation), { force: true });
      if (newest > 0) await syncFolder(dirname(fileOf(root, key, 1)));
    },
  };
}

interface Slot {
  readonly root: string;
  readonly key: string;
  readonly generation: number;
  sweep(): Promise<void>;
}

type Write = (temporary: string) => Promise<void>;

/** True when this call took the slot; false when it was taken. A crash leaves at most a file in the temporary folder. */
async function publish(slot: Slot, write: Write): Promise<boolean> {
  const target = fileOf(slot.root, slot.key, slot.generation);
  if (await isFile(target)) return false;
  await slot.sweep();
  return await tellFullDisk(target, async () => {
    const taken = await takeSlot(slot, write).catch((error: unknown) => {
      // Swept away from under a writer that was stopped for a day, or whose clock was moved: it writes again.
      if (!isSwept(error)) throw error;
      return takeSlot(slot, write);
    });
    if (taken) await syncFolder(dirname(target));
    return taken;
  });
}

async function takeSlot({ root, key, generation }: Slot, write: Write): Promise<boolean> {
  const target = fileOf(root, key, generation);
  const temporary = join(root, temporaryFolder, randomUUID());
  await mkdir(dirname(temporary), { recursive: true });
  try {
    await write(temporary);
    await makeFolder(dirname(target), key);
    await link(temporary, target);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    if (await isFile(target)) return false;
    throw new Error(`Expected ${key} to be free or an object, found a folder of other keys. Choose a key that is no folder of another.`, {
      cause: error,
    });
  } finally {
    await rm(temporary, { force: true });
  }
}

async function copyComplete(from: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    await copySynced(from, partial);
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}

async function makeFolder(folder: string, key: string): Promise<void> {
  try {
    const first = await mkdir(folder, { recursive: true });
    // A new folder is durable only once its parent is synced, up to the topmost new one.
    if (first !== undefined) for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' && codeOf(error) !== 'ENOTDIR') throw error;
    throw new Error(`Expected folders above ${key}, found an object. Choose a key that lies in no other key.`, { cause: error });
  }
}

/** 0 when there is none. Generations have no gaps, so doubling and halving finds the last one in a few probes. */
async function newestGeneration(root: string, key: string): Promise<number> {
  let present = 0;
  let absent = 1;
  while (await isFile(fileOf(root, key, absent))) {
    present = absent;
    absent *= 2;
  }
  while (absent - present > 1) {
    const middle = Math.floor((present + absent) / 2);
    if (await isFile(fileOf(root, key, middle))) present = middle;
    else absent = middle;
  }
  return present;
}

async function listKeys(root: string, prefix: string): Promise<string[]> {
  const folder = join(root, prefix.slice(0, prefix.lastIndexOf('/') + 1));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  });
  const keys = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replace(generationSuffix, ''))
    .filter((key) => key.startsWith(prefix) && !key.startsWith(`${temporaryFolder}/`));
  return [...new Set(keys)].toSorted();
}

function fileOf(root: string, key: string, generation: number): string {
  return join(root, generation === 1 ? key : `${key}.@${generation}`);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}

function generationOf(etag: string): number {
  if (!/^[1-9]\d{0,14}$/.test(etag)) throw new Error(`Expected an etag that read or swap returned, got ${JSON.stringify(etag)}.`);
  return Number(etag);
}

function isSwept(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' && error instanceof Error && 'syscall' in error && error.syscall === 'link';
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
