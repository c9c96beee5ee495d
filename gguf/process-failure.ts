/** What the end of a child process of this library says: is the file at fault, the disk, or the machine? */

import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ProcessResult } from '../platform/ports.js';
import { ArtifactInvalidError } from './artifact-invalid.js';

// Native code that meets a bad file. SIGKILL and SIGTERM come from people, limits and full memory; SIGILL from another kind of CPU.
const crashSignals = ['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGFPE'];
// Python's words, C++'s for any write that failed, and numpy's, which names no cause.
const couldNotWrite = /No space left on device|Disk quota exceeded|iostream error|\d+ requested and \d+ written/;
// Less than what a writer holds back in its buffers: it was the disk, whatever was said.
const noRoomBytes = 1024 * 1024;

/** No room for what a process had to write. `code` as in the system's own errors, so that callers know one form. */
export class NoRoomError extends Error {
  override readonly name = 'NoRoomError';
  readonly code = 'ENOSPC';
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** An ArtifactInvalidError when `refused` or when native code crashed; a plain Error, worth a retry, for all else. */
export function processFailure(doing: string, result: ProcessResult, refused: boolean): Error {
  const crashed = result.signal !== null && crashSignals.includes(result.signal);
  const message = messageOf(doing, result);
  return refused || crashed ? new ArtifactInvalidError(message) : new Error(message);
}

/**
 * The same of a process that wrote a file to `outPath`, which must still be there: on a full disk programs say anything, up to that
 * the model is wrong.
 */
export async function writerFailure(
  doing: string,
  result: ProcessResult,
  { refused, outPath }: { readonly refused: boolean; readonly outPath: string },
): Promise<Error> {
  const isDiskFull = couldNotWrite.test(result.stderr) || (await freeBytesBeside(outPath)) < noRoomBytes;
  return isDiskFull ? new NoRoomError(outPath, messageOf(doing, result)) : processFailure(doing, result, refused);
}

function messageOf(doing: string, { exitCode, signal, stderr }: ProcessResult): string {
  return `${doing} failed: ${causeIn(stderr)} (${signal === null ? `exit code ${exitCode}` : `ended by ${signal}`})`;
}

/** The first line that llama.cpp marks as an error is the cause, and what follows are its echoes; other programs say it last. */
function causeIn(stderr: string): string {
  const llamaCause = /^\S+ E (.+)$/m.exec(stderr)?.[1];
  return llamaCause ?? (stderr.trimEnd().split('\n').at(-1) || 'it said nothing');
}

async function freeBytesBeside(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(dirname(path));
  return bavail * bsize;
}
