/** The bytes of a file on this machine. Whoever writes to it while it is read is noticed by inode, size and time of change. */

import { createHash } from 'node:crypto';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { FileChangedError } from './source-errors.js';
import type { StoredFile } from './stored-file.js';

const chunkBytes = 1024 * 1024;

/** Throws the system's error where there is no file or no permission. */
export async function storedLocally(path: string): Promise<StoredFile> {
  const found = await stat(path, { bigint: true });
  if (!found.isFile()) throw new Error(`expected a file at ${path}, found something else.`);
  const file = { path, bytes: Number(found.size), identity: identityOf(found) };
  return {
    name: path,
    bytes: file.bytes,
    identity: file.identity,
    read: (from, to = file.bytes) => readLocal(file, from, Math.min(to, file.bytes)),
    pin: async () => {
      const hash = createHash('sha256');
      for await (const chunk of readLocal(file, 0, file.bytes)) hash.update(chunk);
      return `sha256:${hash.digest('hex')}`;
    },
  };
}

interface LocalFile {
  readonly path: string;
  readonly identity: string;
}

async function* readLocal(file: LocalFile, from: number, to: number): AsyncGenerator<Buffer> {
  const handle = await open(file.path);
  try {
    await refuseChanged(file, handle);
    for (let at = from; at < to;) {
      // A new buffer each time: lines are parts of it, and live on.
      const chunk = Buffer.allocUnsafeSlow(Math.min(chunkBytes, to - at));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) break;
      at += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
    // Once more: what was read is of one state only if it is still this one.
    await refuseChanged(file, handle);
  } finally {
    await handle.close();
  }
}

async function refuseChanged({ path, identity }: LocalFile, handle: FileHandle): Promise<void> {
  if (identityOf(await handle.stat({ bigint: true })) !== identity) throw new FileChangedError(path);
}

function identityOf({ ino, size, mtimeNs }: { readonly ino: bigint; readonly size: bigint; readonly mtimeNs: bigint }): string {
  return `${ino}-${size}-${mtimeNs}`;
}
