/** Reads key files. Apart from what is in them, because who else can read a private key decides whether it may be used at all. */

import { open } from 'node:fs/promises';
import { ExplainedError } from '../domain/explained-error.js';

/** A key file cannot be read, or too many can read it. */
export class KeyFileError extends ExplainedError {
  override readonly name = 'KeyFileError';
}

export interface KeyFileText {
  /** As people set it, such as `SLIPWAY_SIGNING_KEY`. */
  readonly setting: string;
  readonly path: string;
  readonly pem: string;
}

const groupAndOthers = 0o077;

/** Throws KeyFileError. A private key is refused, as by ssh, when its group or others may do anything with the file. */
export async function readKeyFile(place: {
  readonly setting: string;
  readonly path: string;
  readonly isPrivate: boolean;
}): Promise<KeyFileText> {
  const { setting, path, isPrivate } = place;
  // Asked and read through one handle: what was examined is what is used.
  const file = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(place, error);
  });
  try {
    const { mode } = await file.stat();
    if (isPrivate && (mode & groupAndOthers) !== 0) {
      const octal = (mode & 0o777).toString(8);
      const why = `it is for a private key, and its mode ${octal} lets others than its owner at it`;
      throw new KeyFileError({ what: `${setting}: ${path} cannot be used`, why, next: `chmod 600 ${path}` });
    }
    const pem = await file.readFile('utf8').catch((error: unknown) => {
      throw unreadable(place, error);
    });
    return { setting, path, pem };
  } finally {
    await file.close();
  }
}

function unreadable({ setting, path }: { readonly setting: string; readonly path: string }, error: unknown): KeyFileError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${String(code ?? error)})`;
  const next = `let ${setting} name a PEM file; make a pair of keys with: slipway keys new --out DIR`;
  return new KeyFileError({ what: `${setting}: ${path} cannot be used`, why, next }, { cause: error });
}
