/** `slipway keys`: makes the pair of keys that versions are signed and verified with. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { newKeyPair } from '../../../registry/signing-keys.js';
import { examples } from '../examples.js';
import { UsageError } from '../exit.js';
import { outputOf } from '../output.js';

export function configureKeys(command: Command): void {
  examples(command, [['A pair for this project', 'slipway keys new --out keys']]);
  const making = command
    .command('new')
    .description('make an Ed25519 pair: one key that signs, one that verifies')
    .requiredOption('--out <folder>', 'where they go; nothing there is overwritten')
    .action(makePair);
  examples(making, [
    ['A pair for this project', 'slipway keys new --out keys'],
    ['Another, to replace it by and by', 'slipway keys new --out keys/2027'],
  ]);
}

async function makePair({ out }: { readonly out: string }, command: Command): Promise<void> {
  const { keyId, privatePem, publicPem } = newKeyPair();
  const signingKey = join(resolve(out), 'signing-key.pem');
  const verifyKeys = join(resolve(out), 'verify-keys.pem');
  await mkdir(out, { recursive: true });
  await writeNew(verifyKeys, publicPem, 0o644);
  try {
    await writeNew(signingKey, privatePem, 0o600);
  } catch (error) {
    // Half a pair is none.
    await rm(verifyKeys, { force: true });
    throw error;
  }
  outputOf(command).result({ keyId, signingKey, verifyKeys }, [
    `key ${keyId}`,
    'where versions are made (queue pipelines); keep it secret, and a copy of it:',
    `  SLIPWAY_SIGNING_KEY=${signingKey}`,
    'where they are served (queue serving):',
    `  SLIPWAY_VERIFY_KEYS=${verifyKeys}`,
  ]);
}

/** A key that versions were signed with must not be lost to a command that was typed twice. */
async function writeNew(path: string, pem: string, mode: number): Promise<void> {
  try {
    await writeFile(path, pem, { flag: 'wx', mode });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    throw new UsageError({
      what: `${path} is there already`,
      why: 'versions that were signed with that key could not be verified any more',
      next: 'give another folder with --out; to change keys, append the new public key to the old file',
    });
  }
}
