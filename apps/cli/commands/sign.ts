/** `slipway sign`: vouches for versions that were made before there was a key, or where none was given. */

import type { Command } from 'commander';
import { listStoredVersions, type StoredVersion } from '../../../registry/manifests.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { readKeyFile } from '../../../platform/key-file.js';
import { loadSigningKey } from '../../../registry/signing-keys.js';
import { readSignature, signVersion, type Signer } from '../../../registry/signing.js';
import { identity } from '../context.js';
import { examples } from '../examples.js';
import { UsageError } from '../exit.js';
import { requireModel } from '../known-models.js';
import { environment, localStore } from '../local.js';
import { outputOf, table } from '../output.js';
import { namedVersion, requireVersion } from '../record/named-version.js';

export function configureSign(command: Command): void {
  command
    .argument('<model>', 'as its pipeline file is named')
    .argument('[version...]', 'such as v3; without one, all that are not signed yet')
    .action((...[model, versions, , command]: [string, string[], object, Command]) => sign(model, versions, command));
  examples(command, [
    ['One, after looking at it', 'slipway sign support-triage v3'],
    ['All that are not signed yet', 'SLIPWAY_SIGNING_KEY=key.pem slipway sign support-triage'],
  ]);
}

async function sign(model: string, versions: readonly string[], command: Command): Promise<void> {
  await requireModel(model);
  const signer = await signingKey();
  const store = await localStore();
  // All are looked for before one is signed: a mistyped one ends the command with nothing done.
  const named =
    versions.length === 0 ? await unsignedOf(store, model) : await Promise.all(versions.map((each) => find(store, model, each)));
  const signed = [];
  for (const { manifest, sha256 } of named) {
    const { version } = manifest;
    const by = { signer, actor: identity(), at: new Date().toISOString() };
    signed.push({ version, sha256, ...(await signVersion({ store, model, version }, by)) });
  }
  const rows = signed.map(({ version, sha256, keyIds, isNew }) => [
    version,
    `${sha256.slice(0, 12)}…`,
    keyIds.map((id) => `${id.slice(0, 12)}…`).join(', '),
    isNew ? 'signed now' : 'was signed already',
  ]);
  const nothing = `every version of ${model} is signed already, or there is none`;
  outputOf(command).result({ model, keyId: signer.keyId, signed }, [
    rows.length === 0 ? nothing : table(['version', 'manifest', 'key', ''], rows),
  ]);
}

function find(store: ObjectStore, model: string, version: string): Promise<StoredVersion> {
  return requireVersion(store, namedVersion(model, version));
}

async function unsignedOf(store: ObjectStore, model: string): Promise<StoredVersion[]> {
  const unsigned = [];
  for (const stored of await listStoredVersions(store, model)) {
    if ((await readSignature(store, model, stored.manifest.version)) === undefined) unsigned.push(stored);
  }
  return unsigned;
}

async function signingKey(): Promise<Signer> {
  const { SLIPWAY_SIGNING_KEY: path } = await environment();
  if (path !== undefined) return loadSigningKey(await readKeyFile({ setting: 'SLIPWAY_SIGNING_KEY', path, isPrivate: true }));
  throw new UsageError({
    what: 'there is no key to sign with',
    why: 'SLIPWAY_SIGNING_KEY is not set',
    next: 'let it name the PEM file of an Ed25519 key; make a pair with: slipway keys new --out DIR',
  });
}
