/** Signatures of versions, at `models/<model>/versions/vN.sig.json`: who vouches for exactly these bytes of a manifest. Checked before users are sent to a version. */

import { ExplainedError } from '../domain/explained-error.js';
import { versionNumber } from '../domain/model-version.js';
import type { ObjectStore } from '../platform/ports.js';
import { appendAudit } from './audit.js';
import { parseEnvelope, sealed, signedBy, type Envelope, type Signer, type Verifier } from './dsse.js';
import { manifestSchema, type VersionManifest } from './manifest.js';
import { readVersionBytes } from './manifests.js';
import { checkName, createOrRead } from './stored.js';

export type { Signer, Verifier } from './dsse.js';

/** What a signature is of: a manifest of this product, and nothing else that somebody may sign with the same key. */
export const versionPayloadType = 'application/vnd.slipway.version+json';

/** Nobody who is trusted vouches for the version as it lies in the store. Never mended by another attempt. */
export class SignatureInvalidError extends ExplainedError {
  override readonly name = 'SignatureInvalidError';
}

interface VersionPlace {
  readonly store: ObjectStore;
  readonly model: string;
  /** `v12`. */
  readonly version: string;
}

export interface VersionSignature {
  /** SHA-256 of the public keys' SPKI DER. Claimed: only `verifyVersion` tells whether a trusted key did sign. */
  readonly keyIds: readonly string[];
  /** Whether it is of the manifest as it is in the store now. */
  readonly coversManifest: boolean;
}

/** The bytes of the DSSE envelope, for whoever hands it on; undefined when the version is not signed. */
export async function readEnvelope(store: ObjectStore, model: string, version: string): Promise<Buffer | undefined> {
  return (await store.read(signatureKey({ model, version })))?.body;
}

/** Undefined when the version is not signed. Throws SignatureInvalidError on an envelope that cannot be read. */
export async function readSignature(store: ObjectStore, model: string, version: string): Promise<VersionSignature | undefined> {
  const place = { store, model, version };
  const stored = await store.read(signatureKey(place));
  if (stored === undefined) return undefined;
  const envelope = envelopeOf(place, stored.body);
  const manifest = await readVersionBytes(store, model, version);
  return { keyIds: envelope.signatures.map(({ keyid }) => keyid), coversManifest: manifest !== undefined && covers(envelope, manifest) };
}

/**
 * Signs the manifest as it is stored and writes that down in the audit. Idempotent: a version has one envelope, and one that is signed
 * already stays as it is, also when another key signed it. Returns the ids of its keys, and whether this call signed it.
 * Throws SignatureInvalidError where an envelope is in the way that is not of this manifest.
 */
export async function signVersion(
  place: VersionPlace,
  by: { readonly signer: Signer; readonly actor: string; readonly at: string },
): Promise<{ readonly keyIds: readonly string[]; readonly isNew: boolean }> {
  const { store, model, version } = place;
  const manifest = await manifestOf(place);
  // Whoever signs vouches for a version, not for whatever lies under its name.
  contentOf(place, manifest);
  const key = signatureKey(place);
  const ours = sealed(by.signer, versionPayloadType, manifest);
  const before = await store.read(key);
  const stored = before?.body ?? (await createOrRead(store, key, ours));
  const envelope = envelopeOf(place, stored);
  if (!covers(envelope, manifest)) throw invalid(place, 'its signature is of another manifest', restore(place));
  const keyIds = envelope.signatures.map(({ keyid }) => keyid);
  // Ours in name only: somebody wrote it there to keep the version from being served.
  if (keyIds.includes(by.signer.keyId) && !stored.equals(Buffer.from(ours))) {
    throw invalid(place, `the signature that claims key ${by.signer.keyId.slice(0, 12)} was not made with it`, restore(place));
  }
  await appendAudit(store, {
    model,
    at: by.at,
    actor: by.actor,
    action: 'version-signed',
    subject: version,
    details: { keyIds },
    idempotencyKey: `version-signed/${version}`,
  });
  return { keyIds, isNew: before === undefined };
}

/**
 * Returns the id of the trusted key that signed the manifest as it is stored, when it is the manifest of this version of this model and
 * names these bytes to serve. Throws SignatureInvalidError otherwise; everything else it throws is the store's.
 */
export async function verifyVersion(place: VersionPlace & { readonly ggufSha256: string }, verifier: Verifier): Promise<string> {
  const manifest = await manifestOf(place);
  const stored = await place.store.read(signatureKey(place));
  if (stored === undefined) {
    const sign = `look at it (slipway show ${place.model} ${place.version}), then sign it with: slipway sign ${place.model} ${place.version}`;
    throw invalid(place, 'it is not signed, and only signed versions are served here', sign);
  }
  const envelope = envelopeOf(place, stored.body);
  if (!covers(envelope, manifest)) throw invalid(place, 'its signature is not of the manifest that is stored', restore(place));
  const [keyId] = signedBy(verifier, envelope);
  if (keyId === undefined) {
    const keys = envelope.signatures.map(({ keyid }) => keyid.slice(0, 12)).join(', ');
    const why = `no trusted key signed it: the signature names ${keys}, SLIPWAY_VERIFY_KEYS holds ${verifier.keyIds.map((id) => id.slice(0, 12)).join(', ')}`;
    throw invalid(
      place,
      why,
      'if that key is yours, append its public key to the file that SLIPWAY_VERIFY_KEYS names; else treat the store as tampered with',
    );
  }
  const { gguf } = contentOf(place, manifest).artifact;
  if (gguf.sha256 === place.ggufSha256) return keyId;
  const why = `it was signed for the SHA-256 ${gguf.sha256}, and ${place.ggufSha256} is to be served`;
  throw invalid(place, why, `ask for it by its name: slipway rollback ${place.model} --to ${place.version} --reason WHY`);
}

/** A true manifest of another version is none of this one. */
function contentOf(place: VersionPlace, bytes: Buffer): VersionManifest {
  const parsed = manifestSchema.safeParse(jsonOf(bytes));
  if (!parsed.success) throw invalid(place, 'its manifest is none of this version of Slipway', restore(place));
  const { model, version } = parsed.data;
  if (model === place.model && version === place.version) return parsed.data;
  throw invalid(place, `its manifest is that of ${version} of ${model}`, restore(place));
}

async function manifestOf(place: VersionPlace): Promise<Buffer> {
  const manifest = await readVersionBytes(place.store, place.model, place.version);
  if (manifest !== undefined) return manifest;
  throw invalid(place, 'it has no manifest', `slipway versions ${place.model} lists those that have one`);
}

function envelopeOf(place: VersionPlace, bytes: Buffer): Envelope {
  const envelope = parseEnvelope(bytes);
  if ('problem' in envelope) throw invalid(place, `its signature cannot be read: ${envelope.problem}`, restore(place));
  return envelope;
}

function covers({ payload, payloadType }: Envelope, manifest: Buffer): boolean {
  return payloadType === versionPayloadType && Buffer.from(payload, 'base64').equals(manifest);
}

function restore(place: VersionPlace): string {
  return `treat the store as tampered with: compare it with a backup, restore the manifest and ${signatureKey(place)}`;
}

function invalid({ model, version }: VersionPlace, why: string, next: string): SignatureInvalidError {
  return new SignatureInvalidError({ what: `${version} of ${model} cannot be trusted`, why, next });
}

function signatureKey({ model, version }: Pick<VersionPlace, 'model' | 'version'>): string {
  if (versionNumber(version) === undefined) throw new Error(`Expected a version such as v12, got ${JSON.stringify(version)}.`);
  return `models/${checkName('model', model)}/versions/${version}.sig.json`;
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
