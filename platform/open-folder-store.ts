/** Opens a store in a folder: there, writable, and on a file system with hard links, before anybody relies on it. */

import { access, constants, mkdir } from 'node:fs/promises';
import { isDiskFull } from './disk-full.js';
import { createFileObjectStore } from './object-store-fs.js';
import { brokenPromiseOf } from './object-store-probe.js';
import type { ObjectStore } from './ports.js';
import { StoreRefusedError } from './store-errors.js';

/** To read, nothing is asked: a folder that is not there yet holds nothing. Throws StoreRefusedError. */
export async function openFolderStore(root: string, purpose: 'read' | 'write'): Promise<ObjectStore> {
  const store = createFileObjectStore(root);
  if (purpose === 'read') return store;
  const why = await trial(root, store).catch((error: unknown) => {
    // A disk that is full now still serves what it holds, and every write that does not fit says so.
    if (isDiskFull(error)) return undefined;
    throw refusal(root, error);
  });
  if (why !== undefined) throw new StoreRefusedError({ what: `cannot use the store ${root}`, why, next: otherFileSystem });
  return store;
}

async function trial(root: string, store: ObjectStore): Promise<string | undefined> {
  await mkdir(root, { recursive: true });
  // Asked by itself, as making a folder on a read-only file system fails with ENOENT (https://github.com/nodejs/node/issues/47098).
  await access(root, constants.W_OK);
  return await brokenPromiseOf(store);
}

const otherFileSystem = 'set SLIPWAY_STORE to a folder on a local file system such as ext4, XFS or APFS';
const reasons: Readonly<Record<string, { readonly why: string; readonly next: string }>> = {
  EACCES: { why: 'this user may not write there', next: 'give this user the folder, or set SLIPWAY_STORE to another' },
  EROFS: { why: 'its file system is read-only', next: 'mount it for writing, or set SLIPWAY_STORE to another folder' },
  ENOENT: { why: 'it is not there and cannot be made', next: 'make it, or set SLIPWAY_STORE to another folder' },
  ENOTDIR: { why: 'it or something above it is a file', next: 'set SLIPWAY_STORE to a folder' },
  EEXIST: { why: 'it or something above it is a file', next: 'set SLIPWAY_STORE to a folder' },
};
const noLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'];

function refusal(root: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  const what = `cannot use the store ${root}`;
  const known = reasons[error.code];
  if (known !== undefined) return new StoreRefusedError({ what, ...known }, { cause: error });
  if (!noLinks.includes(error.code) || !('syscall' in error) || error.syscall !== 'link') return error;
  return new StoreRefusedError({ what, why: `its file system has no hard links (${error.code})`, next: otherFileSystem }, { cause: error });
}
