/** An earlier version, made ready to be continued: its splits as files, and the counts that new data is compared with. */

import { createHash, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { jsonOf } from '../../domain/answer-label.js';
import type { ArtifactRef, DatasetRef } from '../../domain/artifact.js';
import type { ObjectStore } from '../../platform/ports.js';
import { tallySchema, type Tally } from '../drift/tally.js';
import { groupByOf, manifestSchema, type StoredManifest } from './manifest.js';

export interface ParentVersion {
  readonly version: string;
  /** Key that its groups were made by; null when each row was its own. */
  readonly groupBy: string | null;
  /** Paths of files of rows. Everything that was held out so far is `heldOut`. */
  readonly splits: { readonly train: string; readonly validation: string; readonly heldOut: readonly string[] };
  /** Null in versions of the first releases: then it is counted anew, and fields and sources are unknown. */
  readonly profile: Tally | null;
}

/** Fetches and verifies. Throws when an object is missing or is not what the version names. */
export async function parentFromStore(store: ObjectStore, dataset: DatasetRef, folder: string): Promise<ParentVersion> {
  await mkdir(folder, { recursive: true });
  const manifest = manifestIn(await storedText(store, dataset.manifest));
  if (manifest === undefined)
    throw new Error(`Expected the manifest of a dataset at ${dataset.manifest.key}, found something else. Restore it.`);
  const fetched = async (ref: ArtifactRef): Promise<string> => {
    const path = join(folder, `${ref.sha256}.jsonl`);
    await store.readToFile(ref.key, path);
    await verifyFile(path, ref.sha256, ref.key);
    return path;
  };
  const { train, validation, heldOut, anchor } = dataset;
  return {
    version: dataset.version,
    groupBy: groupByOf(manifest),
    splits: {
      train: await fetched(train),
      validation: await fetched(validation),
      heldOut: [...(anchor === null ? [] : [await fetched(anchor)]), await fetched(heldOut)],
    },
    profile:
      'profile' in manifest
        ? tallySchema.parse(JSON.parse(await storedText(store, { key: profileKey(dataset.manifest), sha256: manifest.profile.sha256 })))
        : null,
  };
}

/** Where the profile of a version lies that has one. */
export function profileKey(manifest: Pick<ArtifactRef, 'key'>): string {
  return posix.join(posix.dirname(manifest.key), 'profile.json');
}

async function storedText(store: ObjectStore, { key, sha256 }: Pick<ArtifactRef, 'key' | 'sha256'>): Promise<string> {
  const stored = await store.read(key);
  return verifiedText(stored?.body, sha256, key);
}

function verifiedText(body: Buffer | undefined, sha256: string, name: string): string {
  const found = body === undefined ? 'nothing' : hash('sha256', body);
  if (body === undefined || found !== sha256) throw damaged(name, sha256, found);
  return body.toString();
}

/** A folder with the results of an earlier build, as `slipway data validate --out` leaves it. Throws when it is none, or was changed. */
export async function parentFromFolder(folder: string): Promise<ParentVersion> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => undefined);
  const manifest = text === undefined ? undefined : manifestIn(text);
  if (text === undefined || manifest === undefined) {
    const found = text === undefined ? 'no manifest.json' : 'a manifest.json of something else';
    throw new Error(`Expected a dataset version in ${folder}, found ${found}. Name a folder that slipway data validate wrote.`);
  }
  const { splits } = manifest;
  const verified = async (name: string, sha256: string): Promise<string> => {
    const path = join(folder, 'splits', `${name}.jsonl`);
    await verifyFile(path, sha256, path);
    return path;
  };
  const profilePath = join(folder, 'profile.json');
  const profile =
    'profile' in manifest
      ? tallySchema.parse(
          JSON.parse(verifiedText(await readFile(profilePath).catch(() => undefined), manifest.profile.sha256, profilePath)),
        )
      : null;
  return {
    version: hash('sha256', text),
    groupBy: groupByOf(manifest),
    splits: {
      train: await verified('train', splits.train.sha256),
      validation: await verified('validation', splits.validation.sha256),
      heldOut: [
        ...(splits.anchor === null ? [] : [await verified('anchor', splits.anchor.sha256)]),
        await verified('heldout', splits.heldOut.sha256),
      ],
    },
    profile,
  };
}

function manifestIn(text: string): StoredManifest | undefined {
  return manifestSchema.safeParse(jsonOf(text)).data;
}

async function verifyFile(path: string, sha256: string, name: string): Promise<void> {
  const found = (await isThere(path)) ? await sha256OfFile(path) : 'nothing';
  if (found !== sha256) throw damaged(name, sha256, found);
}

function damaged(name: string, sha256: string, found: string): Error {
  return new Error(`Expected ${name} to have SHA-256 ${sha256}, got ${found}. Restore it from a backup.`);
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

/** Lower-case hex. */
export async function sha256OfFile(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) digest.update(chunk as Buffer);
  return digest.digest('hex');
}
