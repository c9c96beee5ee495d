/** Writes the accepted examples and the splits of a version, sorted by id: the files do not depend on where and in which order the examples were found. */

import { createHash, hash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SplitEntry } from '../version/manifest.js';
import { sha256OfFile } from '../version/parent.js';
import { splitNumbers } from '../split/assign.js';
import { acceptedRecords } from './accepted.js';
import type { Columns } from './columns.js';
import { compareIds } from './exact-duplicates.js';
import type { RowsOnDisk } from './rows-on-disk.js';
import { idKey, sortedRecords } from './sorted.js';
import { createSpill, type Spill } from './spill.js';

export interface SplitFiles {
  readonly train: SplitEntry;
  readonly validation: SplitEntry;
  readonly heldOut: SplitEntry;
  /** Held out in earlier versions; null without a parent. */
  readonly anchor: SplitEntry | null;
}

/** Let others run now and then: writing is synchronous. */
const breath = 20_000;

/** @param splits of every example, as `splitNumbers` */
export async function writeSplits(
  columns: Columns,
  rows: RowsOnDisk,
  { splits, folder, hasParent }: { readonly splits: Uint8Array; readonly folder: string; readonly hasParent: boolean },
): Promise<SplitFiles> {
  await mkdir(join(folder, 'splits'), { recursive: true });
  const accepted = createSpill(join(folder, 'accepted.jsonl'));
  const files = {
    train: openSplit(folder, 'train'),
    validation: openSplit(folder, 'validation'),
    heldOut: openSplit(folder, 'heldout'),
    anchor: hasParent ? openSplit(folder, 'anchor') : null,
  };
  const fileOf = (record: number): OpenSplit | null => {
    const split = splits[record];
    if (split === splitNumbers.train) return files.train;
    if (split === splitNumbers.validation) return files.validation;
    if (split !== splitNumbers.heldOut) return null;
    return record < columns.existing ? files.anchor : files.heldOut;
  };
  let written = 0;
  for (const record of acceptedById(columns)) {
    const row = rows.bytes(record);
    const isNew = record >= columns.existing;
    if (isNew) appendRow(accepted, row);
    const file = fileOf(record);
    if (file !== null) {
      appendRow(file.spill, row);
      file.ids.update(columns.id.subarray(record * 32, record * 32 + 32));
      file.rows += 1;
    }
    written += 1;
    if (written % breath === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  accepted.close();
  return {
    train: await finish(files.train),
    validation: await finish(files.validation),
    heldOut: await finish(files.heldOut),
    anchor: files.anchor === null ? null : await finish(files.anchor),
  };
}

interface OpenSplit {
  readonly path: string;
  readonly spill: Spill;
  readonly ids: ReturnType<typeof createHash>;
  rows: number;
}

function openSplit(folder: string, name: string): OpenSplit {
  const path = join(folder, 'splits', `${name}.jsonl`);
  return { path, spill: createSpill(path), ids: createHash('sha256'), rows: 0 };
}

async function finish({ path, spill, ids, rows }: OpenSplit): Promise<SplitEntry> {
  const { bytes } = spill;
  spill.close();
  return { rows, bytes, sha256: bytes === 0 ? hash('sha256', '') : await sha256OfFile(path), root: ids.digest('hex') };
}

const lineEnd = Buffer.from('\n');

function appendRow(spill: Spill, row: Buffer): void {
  spill.append(row);
  spill.append(lineEnd);
}

function acceptedById(columns: Columns): Uint32Array {
  const { id } = columns;
  return sortedRecords(
    acceptedRecords(columns),
    (record) => idKey(id, record),
    (left, right) => compareIds(id, left, right),
  );
}
