/** Versions of a model: immutable manifests at `models/<model>/versions/vN.json`. Rejected candidates take numbers too. */

import { hash } from 'node:crypto';
import { versionName, versionNumber } from '../domain/model-version.js';
import type { ObjectStore } from '../platform/ports.js';
import { manifestSchema as schema, type VersionManifest } from './manifest.js';
import { readAll } from './read-all.js';
import { checkName, createOrRead, decode, encode } from './stored.js';

export type { VersionManifest } from './manifest.js';

export type VersionDraft = Omit<VersionManifest, 'version'>;

/** A manifest as it lies in the store: its digest, which is its identity, is of these bytes. */
export interface StoredVersion {
  readonly manifest: VersionManifest;
  readonly bytes: Buffer;
  readonly sha256: string;
}

/** The number is taken by another version. Publishing the same again cannot succeed: register it, which takes the next free number. */
export class VersionConflictError extends Error {
  override readonly name = 'VersionConflictError';
  readonly stored: StoredVersion;

  constructor(refused: VersionManifest, refusedSha256: string, stored: StoredVersion) {
    const { model, version, runId } = refused;
    super(
      `Expected ${version} of ${model} to be free or to have the digest ${refusedSha256} (${runId}), ` +
        `found ${stored.sha256} (${stored.manifest.runId}). A version never changes: compare the two with ` +
        `slipway show ${model} ${version}, and register this one under the next free number.`,
    );
    this.stored = stored;
  }
}

/**
 * Publishes a manifest under the number that it names, all of it or nothing. Idempotent: the same bytes are success.
 * Throws VersionConflictError when something else is there, so that of racing writers one wins and all others know.
 */
export async function publishVersion(store: ObjectStore, manifest: VersionManifest): Promise<StoredVersion> {
  const key = versionKey(manifest.model, numberOf(manifest.version));
  const body = Buffer.from(encode(schema, key, manifest));
  const stored = storedOf(key, await createOrRead(store, key, body));
  if (stored.bytes.equals(body)) return stored;
  throw new VersionConflictError(manifest, hash('sha256', body), stored);
}

/**
 * Allots the next `vN`. Idempotent by `runId`: a run has one version, and a repeated call returns it as it was first registered.
 * Numbers have no gaps, because a number is tried only when the one before it was read or just lost to another run.
 */
export async function registerVersion(store: ObjectStore, draft: VersionDraft): Promise<VersionManifest> {
  const known = await listVersions(store, draft.model);
  const earlier = known.find((version) => version.runId === draft.runId);
  if (earlier !== undefined) return earlier;
  for (let number = known.length + 1; ; number += 1) {
    try {
      return (await publishVersion(store, { ...draft, version: versionName(number) })).manifest;
    } catch (error) {
      if (!(error instanceof VersionConflictError)) throw error;
      // Perhaps an attempt of this same run that was thought dead.
      if (error.stored.manifest.runId === draft.runId) return error.stored.manifest;
    }
  }
}

/** Undefined when there is no such version. */
export async function readVersion(store: ObjectStore, model: string, version: string): Promise<VersionManifest | undefined> {
  return (await readStoredVersion(store, model, version))?.manifest;
}

/** As `readVersion`, with the bytes that a signature is of. */
export async function readStoredVersion(store: ObjectStore, model: string, version: string): Promise<StoredVersion | undefined> {
  const key = versionKey(model, numberOf(version));
  const stored = await store.read(key);
  return stored === undefined ? undefined : storedOf(key, stored.body);
}

/** The bytes alone, whatever they are: a signature is checked before anything in them is believed. */
export async function readVersionBytes(store: ObjectStore, model: string, version: string): Promise<Buffer | undefined> {
  return (await store.read(versionKey(model, numberOf(version))))?.body;
}

/** From v1 upwards. One listing, then reads side by side. Throws when a version is missing between others: none is ever removed. */
export async function listVersions(store: ObjectStore, model: string): Promise<VersionManifest[]> {
  return (await listStoredVersions(store, model)).map(({ manifest }) => manifest);
}

/** As `listVersions`, with bytes and digests. */
export async function listStoredVersions(store: ObjectStore, model: string): Promise<StoredVersion[]> {
  const folder = versionFolder(model);
  const listed = await store.list(folder);
  const last = Math.max(0, ...listed.map((key) => versionNumber(key.slice(folder.length).replace(/\.json$/, '')) ?? 0));
  const keys = Array.from({ length: last }, (_, index) => versionKey(model, index + 1));
  return (await readAll(store, keys)).map((body, index) => storedOf(keys[index] ?? '', body));
}

function storedOf(key: string, bytes: Buffer): StoredVersion {
  return { manifest: decode(schema, key, bytes), bytes, sha256: hash('sha256', bytes) };
}

function numberOf(version: string): number {
  const number = versionNumber(version);
  if (number === undefined) throw new Error(`Expected a version such as v12, got ${JSON.stringify(version)}.`);
  return number;
}

function versionKey(model: string, number: number): string {
  return `${versionFolder(model)}${versionName(number)}.json`;
}

function versionFolder(model: string): string {
  return `models/${checkName('model', model)}/versions/`;
}
