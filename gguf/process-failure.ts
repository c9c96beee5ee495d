/** What the end of a child process of this library says: is the file at fault, or the machine? */

import type { ProcessResult } from '../platform/ports.js';
import { ArtifactInvalidError } from './artifact-invalid.js';

// Native code that meets a bad file. SIGKILL and SIGTERM come from people, limits and full memory; SIGILL from another kind of CPU.
const crashSignals = ['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGFPE'];

/** An ArtifactInvalidError when `refused` or when native code crashed; a plain Error, worth a retry, for all else. */
export function processFailure(doing: string, result: ProcessResult, refused: boolean): Error {
  const crashed = result.signal !== null && crashSignals.includes(result.signal);
  const ended = result.signal === null ? `exit code ${result.exitCode}` : `ended by ${result.signal}`;
  const message = `${doing} failed: ${causeIn(result.stderr)} (${ended})`;
  return refused || crashed ? new ArtifactInvalidError(message) : new Error(message);
}

/** The first line that llama.cpp marks as an error is the cause, and what follows are its echoes; other programs say it last. */
function causeIn(stderr: string): string {
  const llamaCause = /^\S+ E (.+)$/m.exec(stderr)?.[1];
  return llamaCause ?? (stderr.trimEnd().split('\n').at(-1) || 'it said nothing');
}
