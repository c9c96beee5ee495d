/** Which rows came and went between two dataset versions, counted by their digests: what changed in the data, without showing any of it. */

import { join } from 'node:path';
import type { ArtifactRef, DatasetRef } from '../domain/artifact.js';
import type { ObjectStore } from '../platform/ports.js';
import { readRows } from './rows.js';

export interface RowChange {
  readonly split: 'train' | 'validation' | 'tests';
  /** Rows. */
  readonly from: number;
  readonly to: number;
  readonly came: number;
  readonly went: number;
}

export interface DatasetDifference {
  /** Of the whole version: a row that moved from one split to another neither came nor went. */
  readonly came: number;
  readonly went: number;
  readonly stayed: number;
  readonly splits: readonly RowChange[];
}

export interface DifferenceRequest {
  readonly store: ObjectStore;
  readonly from: DatasetRef;
  readonly to: DatasetRef;
  /** For copies of the splits; the caller removes it. */
  readonly folder: string;
}

/** Holds a digest for each row in memory. Throws when rows of either version are not in the store. */
export async function datasetDifference({ store, from, to, folder }: DifferenceRequest): Promise<DatasetDifference> {
  const before = await idsOf(store, from, join(folder, 'from'));
  const after = await idsOf(store, to, join(folder, 'to'));
  const names = ['train', 'validation', 'tests'] as const;
  const splits = names.map((split) => ({ split, ...changed(before[split], after[split]) }));
  const whole = changed(unionOf(before), unionOf(after));
  return { came: whole.came, went: whole.went, stayed: whole.from - whole.went, splits };
}

type Ids = Readonly<Record<RowChange['split'], ReadonlySet<string>>>;

async function idsOf(store: ObjectStore, dataset: DatasetRef, folder: string): Promise<Ids> {
  const read = async (...refs: readonly (ArtifactRef | null)[]): Promise<Set<string>> => {
    const ids = new Set<string>();
    for (const ref of refs) {
      if (ref === null) continue;
      const path = join(folder, `${ref.sha256}.jsonl`);
      await store.readToFile(ref.key, path);
      for await (const { id } of readRows(path)) ids.add(id);
    }
    return ids;
  };
  return {
    train: await read(dataset.train),
    validation: await read(dataset.validation),
    // What is held out in one version is the anchor of the next: the same tests.
    tests: await read(dataset.heldOut, dataset.anchor),
  };
}

function unionOf({ train, validation, tests }: Ids): Set<string> {
  return new Set([...train, ...validation, ...tests]);
}

function changed(before: ReadonlySet<string>, after: ReadonlySet<string>): Omit<RowChange, 'split'> {
  const came = [...after].filter((id) => !before.has(id)).length;
  const went = [...before].filter((id) => !after.has(id)).length;
  return { from: before.size, to: after.size, came, went };
}
