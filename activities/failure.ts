/** Failures that retrying cannot mend, and the one place where unknown errors become Temporal's. */

import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ApplicationFailure } from '@temporalio/activity';
import type { FailureType } from '../domain/failure-types.js';

/** `message` says what was expected, what came and what to do next. */
export function permanent(type: FailureType, message: string, cause?: unknown): ApplicationFailure {
  return ApplicationFailure.create({ message, type, nonRetryable: true, ...(cause instanceof Error ? { cause } : {}) });
}

/** Worth another attempt: the outside may recover. */
export function transient(type: FailureType, message: string, cause?: unknown): ApplicationFailure {
  return ApplicationFailure.create({ message, type, nonRetryable: false, ...(cause instanceof Error ? { cause } : {}) });
}

/** Errors of the libraries that no retry can mend, by name: what they say becomes a failure type of the contract. */
const permanentErrors: Readonly<Record<string, FailureType>> = {
  ArtifactInvalidError: 'ArtifactInvalid',
  ArtifactDamagedError: 'ArtifactInvalid',
  ObjectCorruptError: 'ArtifactInvalid',
  EvaluationInvalidError: 'EvaluationInvalid',
  DatasetInvalidError: 'DatasetInvalid',
  SupersededError: 'Superseded',
  HeadConflictError: 'Superseded',
  SignatureInvalidError: 'SignatureInvalid',
  AuditDamagedError: 'AuditDamaged',
  RuntimeRefusedError: 'RuntimeFailed',
};

/**
 * Runs the work; an error of a library that says "never" becomes non-retryable, everything else is retried as it is. `folder`
 * is where it writes: the system says that a disk is full, and often not which.
 */
export async function withFailureTypes<T>(work: () => Promise<T>, folder?: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isDiskFull(error)) throw await diskFull(pathOf(error) ?? folder, error);
    if (error instanceof Error && error.name === 'StoreRefusedError') throw storeRefused(error);
    const type = error instanceof Error ? permanentErrors[error.name] : undefined;
    if (error instanceof Error && type !== undefined) throw permanent(type, error.message, error);
    throw error;
  }
}

/** Somebody has to be told and to make room, or to mend a right: attempts in quick succession would use a run up before they can. */
const roomIsMadeIn = '5m';
const storeIsMendedIn = '5m';

/** Retried, because somebody can create a bucket or correct credentials. */
function storeRefused(cause: Error): ApplicationFailure {
  const message = `${cause.message}; the work is tried again every ${storeIsMendedIn}`;
  return ApplicationFailure.create({ message, type: 'StoreRefused', nonRetryable: false, nextRetryDelay: storeIsMendedIn, cause });
}

/** Retried, because somebody can make room. Says what is free now. */
export async function diskFull(path: string | undefined, cause: Error): Promise<ApplicationFailure> {
  const room = path === undefined ? '' : `; on the disk of ${path} ${await roomAt(path)}`;
  const message = `${cause.message}${room}; make room there, the work is tried again every ${roomIsMadeIn}`;
  return ApplicationFailure.create({ message, type: 'DiskFull', nonRetryable: false, nextRetryDelay: roomIsMadeIn, cause });
}

/** Too full for a program to say so: asked when one ended without a word. */
export async function isFull(path: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize < 2 ** 20;
}

/** As the system says it. An adapter that has said more already (`DiskFull` by name) is left as it is. */
function isDiskFull(error: unknown): error is Error {
  if (!(error instanceof Error) || error.name === 'DiskFull') return false;
  if ('code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) return true;
  return isDiskFull(error.cause);
}

function pathOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // A copy names its source as path and what it could not write as dest.
  if ('dest' in error && typeof error.dest === 'string') return error.dest;
  return 'path' in error && typeof error.path === 'string' ? error.path : pathOf(error.cause);
}

async function roomAt(path: string): Promise<string> {
  try {
    const { bavail, blocks, bsize } = await statfs(path);
    const mebibytes = (count: number): string => ((count * bsize) / 2 ** 20).toFixed(1);
    return `${mebibytes(bavail)} of ${mebibytes(blocks)} MiB are free`;
  } catch {
    // What could not be made is not there: its folder is on the same disk.
    return dirname(path) === path ? 'it is unknown what is free' : roomAt(dirname(path));
  }
}
