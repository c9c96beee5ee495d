import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../configs/env.js';
import { readWorkerKeys } from '../../workers/keys.js';
import { aFolder } from '../support/set-up.js';
import { aKeyPair } from '../support/signing.js';

async function pathsOf(pair: { readonly privatePem: string; readonly publicPem: string }, mode = 0o600): Promise<Record<string, string>> {
  const folder = await aFolder();
  const [signing, verify] = [join(folder, 'signing.pem'), join(folder, 'verify.pem')];
  await writeFile(signing, pair.privatePem);
  await chmod(signing, mode);
  await writeFile(verify, pair.publicPem);
  return { SLIPWAY_SIGNING_KEY: signing, SLIPWAY_VERIFY_KEYS: verify };
}

describe('the keys of a worker', () => {
  it('are none where none are named', async () => {
    expect(await readWorkerKeys(readEnvironment({}))).toEqual({ signer: null, verifier: null });
  });

  it('are those of the files that are named', async () => {
    const pair = aKeyPair();
    const { signer, verifier } = await readWorkerKeys(readEnvironment(await pathsOf(pair)));
    expect(signer?.keyId).toBe(pair.keyId);
    expect(verifier?.keyIds).toEqual([pair.keyId]);
  });

  it('keep a worker from starting when they cannot be used, or when it would refuse what it signs', async () => {
    const [mine, other] = [await pathsOf(aKeyPair()), await pathsOf(aKeyPair())];
    const open = await pathsOf(aKeyPair(), 0o644);
    const read = (variables: Record<string, string>) => readWorkerKeys(readEnvironment(variables));
    await expect(read({ SLIPWAY_SIGNING_KEY: '/nowhere.pem' })).rejects.toThrow('there is no such file');
    await expect(read(open)).rejects.toThrow('lets others than its owner at it');
    await expect(read({ ...mine, SLIPWAY_VERIFY_KEYS: other['SLIPWAY_VERIFY_KEYS'] ?? '' })).rejects.toThrow('would be refused here');
  });
});
