/** A file or folder that appears under its name complete or not at all, however its writer ends. */

import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';

/** `write` gets a path beside `path`, so that the rename stays within one file system. */
export async function writeWhole<Result>(path: string, write: (partial: string) => Promise<Result>): Promise<Result> {
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`;
  try {
    const result = await write(partial);
    await rename(partial, path);
    return result;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}
