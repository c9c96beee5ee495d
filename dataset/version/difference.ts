/** Which rows came and went between two dataset versions, counted by their digests: what changed in the data, without showing any of it. */

import type { ParentVersion } from './parent.js';
import { readRows } from './read-rows.js';

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

/** Files of rows; what is held out in one version is the anchor of the next: the same tests. */
export type SplitPaths = ParentVersion['splits'];

/** Holds a digest for each row in memory. Throws when a file is none of a version's. */
export async function datasetDifference(from: SplitPaths, to: SplitPaths): Promise<DatasetDifference> {
  const [before, after] = [await idsOf(from), await idsOf(to)];
  const names = ['train', 'validation', 'tests'] as const;
  const splits = names.map((split) => ({ split, ...changed(before[split], after[split]) }));
  const whole = changed(unionOf(before), unionOf(after));
  return { came: whole.came, went: whole.went, stayed: whole.from - whole.went, splits };
}

type Ids = Readonly<Record<RowChange['split'], ReadonlySet<string>>>;

async function idsOf({ train, validation, heldOut }: SplitPaths): Promise<Ids> {
  return { train: await readIds([train]), validation: await readIds([validation]), tests: await readIds(heldOut) };
}

async function readIds(paths: readonly string[]): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const path of paths) for await (const { id } of readRows(path)) ids.add(id);
  return ids;
}

function unionOf({ train, validation, tests }: Ids): Set<string> {
  return new Set([...train, ...validation, ...tests]);
}

function changed(before: ReadonlySet<string>, after: ReadonlySet<string>): Omit<RowChange, 'split'> {
  const came = [...after].filter((id) => !before.has(id)).length;
  const went = [...before].filter((id) => !after.has(id)).length;
  return { from: before.size, to: after.size, came, went };
}
