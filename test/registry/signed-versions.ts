/** Signed versions of one model, and ways to tamper with the store in which they lie. */

import { expect } from 'vitest';
import type { ObjectStore } from '../../platform/ports.js';
import { sealed } from '../../registry/dsse.js';
import { registerVersion } from '../../registry/manifests.js';
import { SignatureInvalidError, signVersion, verifyVersion, versionPayloadType } from '../../registry/signing.js';
import { aKeyPair, type KeyPairForTest } from '../support/signing.js';
import { aVersionDraft } from '../support/versions.js';
import { at } from './harness.js';

export const keys = aKeyPair();
export const model = 'triage';
export const ggufSha256 = aVersionDraft('ft-1').artifact.gguf.sha256;
export const manifestKey = 'models/triage/versions/v1.json';
export const envelopeKey = 'models/triage/versions/v1.sig.json';

export async function sign(store: ObjectStore, version = 'v1', pair: KeyPairForTest = keys): ReturnType<typeof signVersion> {
  return signVersion({ store, model, version }, { signer: pair.signer, actor: 'cli:anna', at });
}

/** Puts v1 and v2 into an empty store, both signed. */
export async function signedVersions(store: ObjectStore): Promise<ObjectStore> {
  for (const [runId, version] of [
    ['ft-1', 'v1'],
    ['ft-2', 'v2'],
  ] as const) {
    await registerVersion(store, aVersionDraft(runId));
    await sign(store, version);
  }
  return store;
}

/** The same store, in which somebody has put something else under these keys. */
export function tampered(store: ObjectStore, changes: Readonly<Record<string, Buffer | string | null>>): ObjectStore {
  return {
    ...store,
    async read(key) {
      const change = changes[key];
      if (change === undefined) return store.read(key);
      return change === null ? undefined : { body: Buffer.from(change), etag: 'x' };
    },
  };
}

export async function bytesOf(store: ObjectStore, key: string): Promise<Buffer> {
  return (await store.read(key))?.body ?? Buffer.of();
}

export function verify(store: ObjectStore, verifier = keys.verifier, sha256 = ggufSha256): Promise<string> {
  return verifyVersion({ store, model, version: 'v1', ggufSha256: sha256 }, verifier);
}

export async function refusal(verifying: Promise<string>): Promise<string> {
  const error = await verifying.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SignatureInvalidError);
  return error instanceof SignatureInvalidError ? error.message : '';
}

export interface Sealed {
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** A good signature of the same bytes, by a key that nobody trusts. */
export function strangers({ payload }: Sealed): string {
  const envelope = JSON.parse(sealed(aKeyPair().signer, versionPayloadType, Buffer.from(payload, 'base64'))) as Sealed;
  return envelope.signatures[0]?.sig ?? '';
}

/** The envelope of a stranger who claims to have our key. */
export function forgedFor(body: Buffer): string {
  const envelope = JSON.parse(sealed(keys.signer, versionPayloadType, body)) as Sealed;
  return JSON.stringify({ ...envelope, signatures: [{ keyid: keys.keyId, sig: strangers(envelope) }] });
}
