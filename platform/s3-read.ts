/** Whole objects out of S3, into memory or into a file: all of one state, or nothing. */

import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { tellFullDisk } from './disk-full.js';
import type { StoredObject } from './ports.js';
import { openObject, StateChangedError } from './s3-content.js';
import type { S3Place } from './s3-place.js';

/** A head is moved every few minutes at most: who meets so many moves in one read has met a bug. */
const mostStates = 5;

/** Undefined when there is none. */
export async function readObject(place: S3Place, key: string): Promise<StoredObject | undefined> {
  return await inOneState(key, async () => {
    const found = await openObject(place, key);
    if (found === undefined) return undefined;
    const chunks: Buffer[] = [];
    for await (const chunk of found.content()) chunks.push(chunk);
    return { body: Buffer.concat(chunks), etag: found.etag };
  });
}

/** As the port's `readToFile`. The file beside the target is gone again after a failure. */
export async function readObjectToFile(place: S3Place, key: string, path: string): Promise<void> {
  await inOneState(key, async () => {
    const found = await openObject(place, key);
    if (found === undefined) throw new Error(`Expected an object at ${key}, found none. Check the key, or create the object first.`);
    await tellFullDisk(path, () => writeComplete(path, found.content()));
  });
}

async function inOneState<T>(key: string, read: () => Promise<T>): Promise<T> {
  for (let state = 1; ; state += 1) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof StateChangedError)) throw error;
      if (state === mostStates)
        throw new Error(`Expected ${key} to rest while it is read, found it changed ${state} times.`, { cause: error });
    }
  }
}

async function writeComplete(path: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    await writeChunks(partial, chunks);
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}

async function writeChunks(path: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  const file = await open(path, 'w');
  try {
    for await (const chunk of chunks) await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}
