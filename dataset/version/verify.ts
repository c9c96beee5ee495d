/** Whether a dataset version is still what it was: every object there, with its digest, and the version recomputed from its manifest. */

import { hash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonOf } from '../../domain/answer-label.js';
import type { ArtifactRef, DatasetRef } from '../../domain/artifact.js';
import { canonicalJson } from '../../domain/canonical-json.js';
import type { ObjectStore } from '../../platform/ports.js';
import { manifestSchema, type StoredManifest } from './manifest.js';
import { profileKey, sha256OfFile } from './parent.js';

/**
 * What is wrong, a sentence each; none when the version can be believed. Throws when the store cannot be read now.
 *
 * @param folder for one object at a time, as large as the largest split.
 */
export async function verifyDataset(store: ObjectStore, dataset: DatasetRef, folder: string): Promise<string[]> {
  const { manifest, train, validation, heldOut, anchor } = dataset;
  const problems: string[] = [];
  for (const ref of [train, validation, heldOut, ...(anchor === null ? [] : [anchor])]) {
    problems.push(...(await problemOf(store, ref, join(folder, ref.sha256))));
  }
  const stored = await store.read(manifest.key);
  if (stored === undefined) return [...problems, missing(manifest)];
  problems.push(...otherBytes(manifest, hash('sha256', stored.body)));
  const parsed = manifestSchema.safeParse(jsonOf(stored.body.toString()));
  if (!parsed.success) return [...problems, `${manifest.key} is no manifest of a dataset`];
  return [...problems, ...versionProblems(dataset, parsed.data), ...(await profileProblems(store, dataset, parsed.data))];
}

/** Versions of the first releases have none. */
async function profileProblems(store: ObjectStore, { manifest }: DatasetRef, stored: StoredManifest): Promise<string[]> {
  if (!('profile' in stored)) return [];
  const ref = { key: profileKey(manifest), ...stored.profile };
  const found = await store.read(ref.key);
  return found === undefined ? [missing(ref)] : otherBytes(ref, hash('sha256', found.body));
}

async function problemOf(store: ObjectStore, ref: ArtifactRef, path: string): Promise<string[]> {
  if ((await store.stat(ref.key)) === undefined) return [missing(ref)];
  await store.readToFile(ref.key, path);
  const found = await sha256OfFile(path);
  await rm(path);
  return otherBytes(ref, found);
}

function missing({ key }: ArtifactRef): string {
  return `${key} is not in the store`;
}

function otherBytes({ key, sha256 }: ArtifactRef, found: string): string[] {
  return found === sha256 ? [] : [`${key}: expected SHA-256 ${sha256}, got ${found}`];
}

function versionProblems(dataset: DatasetRef, stored: StoredManifest): string[] {
  const version = hash('sha256', canonicalJson(stored));
  const { splits } = stored;
  const named = [
    ['train', splits.train, dataset.train],
    ['validation', splits.validation, dataset.validation],
    ['heldOut', splits.heldOut, dataset.heldOut],
    ['anchor', splits.anchor, dataset.anchor],
  ] as const;
  return [
    ...(version === dataset.version ? [] : [`the manifest is of version ${version}, not ${dataset.version}`]),
    ...named.flatMap(([name, split, ref]) =>
      (split?.sha256 ?? null) === (ref?.sha256 ?? null) ? [] : [`the manifest names another ${name} than the version does`],
    ),
  ];
}
