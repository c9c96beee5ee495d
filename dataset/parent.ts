/** What an earlier version means for the next one: which examples are known, which group is on which side, and where the rows are. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRef, DatasetRef } from '../domain/artifact.js';
import type { ObjectStore } from '../platform/ports.js';
import { labelOf } from '../domain/answer-label.js';
import { readLines } from './lines.js';
import { manifestSchema } from './manifest.js';
import { promptDigest } from './prompt-digest.js';
import type { RowPlace } from './row-places.js';
import { maximumRowBytes, parseStoredRow, type DatasetRow } from './rows.js';
import { groupKeyOf, type Split } from './split.js';

export interface Parent {
  readonly version: string;
  /** Key that its groups were made by; null when each row was its own. */
  readonly groupBy: string | null;
  readonly ids: ReadonlySet<string>;
  readonly sides: ReadonlyMap<string, Split>;
  readonly train: readonly RowPlace[];
  readonly validation: readonly RowPlace[];
  /** Everything that was held out so far. */
  readonly heldOut: readonly RowPlace[];
  readonly labels: readonly string[];
  /** Rows without a label at the label path of today. */
  readonly unlabelled: number;
  /** Rows that a suite asks today: known, and on none of the three sides. */
  readonly inSuites: number;
}

export interface ParentRequest {
  readonly store: ObjectStore;
  readonly dataset: DatasetRef;
  readonly folder: string;
  readonly labelPath: string | undefined;
  /** Digests of the prompts that suites ask. */
  readonly reserved: ReadonlySet<string>;
}

/** Brings the version's rows into `folder`. Throws when bytes and digest disagree: a damaged parent is no data problem of this run. */
export async function readParent(request: ParentRequest): Promise<Parent> {
  const { dataset } = request;
  const manifestPath = join(request.folder, 'parent-manifest.json');
  await fetchVerified(request.store, dataset.manifest, manifestPath);
  const manifest = manifestSchema.parse(JSON.parse(await readFile(manifestPath, 'utf8')));
  const known: Known = { ids: new Set(), sides: new Map(), labels: [], unlabelled: 0, inSuites: 0 };
  const indexed = async (ref: ArtifactRef, split: Split): Promise<RowPlace[]> => {
    const path = join(request.folder, `parent-${ref.sha256}.jsonl`);
    await fetchVerified(request.store, ref, path);
    return await indexRows({ path, split, known, labelPath: request.labelPath, reserved: request.reserved });
  };
  const train = await indexed(dataset.train, 'train');
  const validation = await indexed(dataset.validation, 'validation');
  const heldOut = await indexed(dataset.heldOut, 'heldOut');
  const anchor = dataset.anchor === null ? [] : await indexed(dataset.anchor, 'heldOut');
  return { version: dataset.version, groupBy: manifest.settings.groupBy, ...known, train, validation, heldOut: [...anchor, ...heldOut] };
}

interface Known {
  readonly ids: Set<string>;
  readonly sides: Map<string, Split>;
  readonly labels: string[];
  unlabelled: number;
  inSuites: number;
}

interface IndexRequest {
  readonly path: string;
  readonly split: Split;
  readonly known: Known;
  readonly labelPath: string | undefined;
  readonly reserved: ReadonlySet<string>;
}

async function indexRows({ path, split, known, labelPath, reserved }: IndexRequest): Promise<RowPlace[]> {
  const places: RowPlace[] = [];
  for await (const lines of readLines(path, maximumRowBytes)) {
    for (const line of lines) {
      const row = parseStoredRow(line, path);
      if (reserved.has(promptDigest(row.messages.slice(0, -1)))) known.inSuites += 1;
      else places.push({ id: row.id, path, offset: line.offset, bytes: line.bytes.length });
      known.ids.add(row.id);
      known.sides.set(groupKeyOf(row), split);
      if (labelPath !== undefined) countLabel(row, labelPath, known);
    }
  }
  return places;
}

function countLabel(row: DatasetRow, labelPath: string, known: Known): void {
  const label = labelOf(row.messages.at(-1)?.content ?? '', labelPath);
  if (label === undefined) known.unlabelled += 1;
  else known.labels.push(label);
}

async function fetchVerified(store: ObjectStore, ref: ArtifactRef, path: string): Promise<void> {
  await store.readToFile(ref.key, path);
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer);
  const found = digest.digest('hex');
  if (found !== ref.sha256)
    throw new Error(`Expected ${ref.key} to have SHA-256 ${ref.sha256}, got ${found}. Restore the object from a backup.`);
}
