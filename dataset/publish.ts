/** Divides rows into the splits of a version and stores them: splits first, manifest last, so that a manifest means that all is there. */

import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { ArtifactRef, DatasetRef } from '../domain/artifact.js';
import type { ObjectStore } from '../platform/ports.js';
import type { NewRow } from './collect.js';
import type { WrittenFile } from './jsonl-writer.js';
import { manifestText, type SplitFiles } from './manifest.js';
import type { Parent } from './parent.js';
import { writeSorted, type RowPlace } from './row-places.js';
import type { DatasetSettings } from './settings.js';
import { groupKeyOf, splitOf } from './split.js';

export interface Division {
  readonly train: readonly RowPlace[];
  readonly validation: readonly RowPlace[];
  readonly heldOut: readonly RowPlace[];
  /** Null in a first version. */
  readonly anchor: readonly RowPlace[] | null;
}

/** A group that the parent has seen stays on its side, whatever today's percentages are. */
export function divide(rows: Iterable<NewRow>, parent: Parent | null, settings: DatasetSettings): Division {
  const sides = { train: [...(parent?.train ?? [])], validation: [...(parent?.validation ?? [])], heldOut: [] as RowPlace[] };
  for (const row of rows) {
    const groupKey = groupKeyOf(row);
    sides[parent?.sides.get(groupKey) ?? splitOf(groupKey, settings)].push(row);
  }
  return { ...sides, anchor: parent?.heldOut ?? null };
}

export interface PublishRequest {
  readonly store: ObjectStore;
  readonly model: string;
  readonly parent: string | null;
  readonly settings: DatasetSettings;
  readonly division: Division;
  readonly folder: string;
}

/** Idempotent: the same rows, settings and parent give the same version under the same keys. */
export async function publishDataset(request: PublishRequest): Promise<DatasetRef> {
  const { store, division, folder } = request;
  const files: SplitFiles = {
    train: await writeSorted(division.train, join(folder, 'train.jsonl')),
    validation: await writeSorted(division.validation, join(folder, 'validation.jsonl')),
    heldOut: await writeSorted(division.heldOut, join(folder, 'heldOut.jsonl')),
    anchor: division.anchor === null ? null : await writeSorted(division.anchor, join(folder, 'anchor.jsonl')),
  };
  const manifest = manifestText({ model: request.model, parent: request.parent, settings: request.settings, files });
  const version = hash('sha256', manifest);
  const prefix = `datasets/${request.model}/${version}`;
  const stored = async (name: string, file: WrittenFile): Promise<ArtifactRef> => await storeFile(store, `${prefix}/${name}.jsonl`, file);
  const splits = {
    train: await stored('train', files.train),
    validation: await stored('validation', files.validation),
    heldOut: await stored('heldOut', files.heldOut),
    anchor: files.anchor === null ? null : await stored('anchor', files.anchor),
  };
  const key = `${prefix}/manifest.json`;
  await store.create(key, manifest);
  return { version, manifest: { key, sha256: version, bytes: Buffer.byteLength(manifest) }, ...splits };
}

/** Keys carry the digest of their content's manifest, so an object that is already there is this one. */
export async function storeFile(store: ObjectStore, key: string, file: WrittenFile): Promise<ArtifactRef> {
  await store.createFromFile(key, file.path);
  return { key, sha256: file.sha256, bytes: file.bytes };
}
