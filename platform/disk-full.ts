/** A full disk, told so that somebody can act on it. The system says no more than ENOSPC, and of an open file not even which. */

import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FailureType } from '../domain/failure-types.js';

export class DiskFullError extends Error {
  /** Also its type where it crosses the wire as it is. */
  override readonly name = 'DiskFull' satisfies FailureType;
  /** As in the system's own errors, so that callers know one form. */
  readonly code = 'ENOSPC';
  readonly path: string;

  constructor(path: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.path = path;
  }
}

/** Another process says so of its own disk; what it said is all that is known here. */
export class RemoteDiskFullError extends Error {
  override readonly name = 'DiskFull' satisfies FailureType;
}

/** Runs what writes to `path` or beside it; when the disk is full, throws DiskFullError with path, free bytes and what to do. */
export async function tellFullDisk<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    throw new DiskFullError(path, `disk full: expected room to write ${path}, ${await roomAt(path)}; free some and try again`, error);
  }
}

/** A quota that is used up is a full disk to whoever it is set for. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

async function roomAt(path: string): Promise<string> {
  try {
    const { bavail, bsize } = await statfs(path);
    return `found ${bavail * bsize} bytes free`;
  } catch {
    // What could not be made is not there: its folder is on the same disk.
    return dirname(path) === path ? 'what is free is unknown' : roomAt(dirname(path));
  }
}
