/** That a signature needs nothing of ours to be verified: the commands of docs/signing.md, run with OpenSSL as they stand there. */

import { execFileSync, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registerVersion } from '../../registry/manifests.js';
import { signVersion } from '../../registry/signing.js';
import { at, useStores } from '../registry/harness.js';
import { aFolder } from '../support/set-up.js';
import { aKeyPair } from '../support/signing.js';
import { aVersionDraft } from '../support/versions.js';
import { blocksRunBy } from './blocks.js';

const aStore = useStores();
const [commands] = blocksRunBy('signing');

// LibreSSL, which calls itself openssl on macOS, has no -rawin.
const version = /^OpenSSL (\d+)/.exec(spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '')?.[1];
const missing = version !== undefined && Number(version) >= 3 ? undefined : 'no OpenSSL 3 here: install the package openssl';

/** With the key, the manifest and the envelope, as somebody has brought them there. */
async function aVerifiersFolder(): Promise<string> {
  const keys = aKeyPair();
  const store = aStore();
  await registerVersion(store, aVersionDraft('ft-1'));
  await signVersion({ store, model: 'triage', version: 'v1' }, { signer: keys.signer, actor: 'cli:anna', at });
  const folder = await aFolder();
  await writeFile(join(folder, 'verify-keys.pem'), keys.publicPem);
  for (const name of ['v1.json', 'v1.sig.json']) {
    await writeFile(join(folder, name), (await store.read(`models/triage/versions/${name}`))?.body ?? '');
  }
  return folder;
}

const shell = (folder: string, script: string): string => execFileSync('sh', ['-euc', script], { cwd: folder, encoding: 'utf8' });

describe.skipIf(missing !== undefined)(`an offline verifier ${missing ?? ''}`, () => {
  it('accepts a signature by the commands of the documentation', async () => {
    expect(shell(await aVerifiersFolder(), commands?.text ?? '')).toContain('Signature Verified Successfully');
  });

  it('refuses one by another key', async () => {
    const folder = await aVerifiersFolder();
    await writeFile(join(folder, 'verify-keys.pem'), aKeyPair().publicPem);
    expect(() => shell(folder, commands?.text ?? '')).toThrow('Command failed');
  });
});
