/** The keys that a worker signs and verifies with. Read before it takes work: one that cannot sign, or not check, what it was told to must not begin. */

import type { ActivityDependencies } from '../activities/dependencies.js';
import type { Environment } from '../configs/env.js';
import { readKeyFile } from '../platform/key-file.js';
import { loadSigningKey, loadVerifyKeys, requireTrusted, type KeyFile } from '../registry/signing-keys.js';

export type WorkerKeys = Pick<ActivityDependencies, 'signer' | 'verifier'>;

/** Throws KeyFileError or KeyRefusedError for a file that cannot be used. */
export async function readWorkerKeys({ SLIPWAY_SIGNING_KEY, SLIPWAY_VERIFY_KEYS }: Environment): Promise<WorkerKeys> {
  const signing = await fileOf('SLIPWAY_SIGNING_KEY', SLIPWAY_SIGNING_KEY, true);
  const trusted = await fileOf('SLIPWAY_VERIFY_KEYS', SLIPWAY_VERIFY_KEYS, false);
  const signer = signing === null ? null : loadSigningKey(signing);
  const verifier = trusted === null ? null : loadVerifyKeys(trusted);
  requireTrusted(signer, verifier);
  return { signer, verifier };
}

async function fileOf(setting: string, path: string | undefined, isPrivate: boolean): Promise<KeyFile | null> {
  return path === undefined ? null : await readKeyFile({ setting, path, isPrivate });
}
