/** Files that are on the disk when a call returns, and whole or not there at all: for what must survive a kill or a power cut. */

import { constants, copyFile, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { tellFullDisk } from './disk-full.js';

const ownerOnly = 0o600;

/**
 * Puts a text in the place of a small file, readable by its owner only. Throws DiskFullError when there is no room; the file is then as
 * it was. Callers take turns.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const partial = `${path}.partial`;
  await tellFullDisk(path, async () => {
    try {
      await writeSynced(partial, text, ownerOnly);
      await rename(partial, path);
    } catch (error) {
      // What little was written of it takes room that others need.
      await rm(partial, { force: true });
      throw error;
    }
  });
  await syncFolder(dirname(path));
}

/** `mode` as for a new file, by default what the process's mask leaves. */
export async function writeSynced(path: string, body: Buffer | string, mode = 0o666): Promise<void> {
  const file = await open(path, 'w', mode);
  try {
    await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Copies (as a clone where the file system can) and never links: whoever owns the other file may still write to it. */
export async function copySynced(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  const file = await open(to, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A new or renamed file is durable only once its folder is synced. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
