/** Writes the complete evidence beside the report, a file a kind. Reports show a few; these files have them all. */

import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { NearPair } from '../near/verify.js';
import { fates, fileOf, nobody, type Columns } from './columns.js';
import type { RowsOnDisk } from './rows-on-disk.js';
import { segmentPath, type SegmentFile } from './segments.js';
import { createSpill, type Spill } from './spill.js';

/** Puts the segments' files of one kind one after another. */
export async function joinSegments(columns: Columns, file: SegmentFile, joined: Spill): Promise<void> {
  const fresh = columns.segments.filter(({ input }) => columns.inputs[input]?.kind === 'new');
  const parts = fresh.map(({ number }) => segmentPath(columns.folder, number, file));
  for (const part of parts) for await (const chunk of createReadStream(part)) joined.append(chunk as Buffer);
}

export interface DuplicateRow {
  /** What it is to the first example that it was found to be a duplicate of. */
  readonly kind: 'exact' | 'normalised' | 'near';
  readonly file: string;
  readonly line: number;
  readonly leaderFile: string;
  readonly leaderLine: number;
  /** Shingles that both have. */
  readonly overlap: number;
  /** Shingles that either has. */
  readonly union: number;
  /** overlap / union. */
  readonly similarity: number;
}

/**
 * Exact and normalised duplicates in the order of their lines, then the near ones, dropped or flagged. Each names the kept example that stands
 * in its place, and the figures are of these two: below 1 for an exact duplicate of an example that was itself dropped as a near one.
 */
export function writeDuplicates(
  columns: Columns,
  rows: RowsOnDisk,
  { near, folder }: { readonly near: readonly NearPair[]; readonly folder: string },
): void {
  const spill = createSpill(join(folder, 'duplicates.jsonl'));
  const write = (kind: DuplicateRow['kind'], record: number, { leader, overlap, union }: Omit<NearPair, 'record'>): void => {
    const row: DuplicateRow = {
      kind,
      file: fileOf(columns, record),
      line: columns.line[record] ?? 0,
      leaderFile: fileOf(columns, leader),
      leaderLine: columns.line[leader] ?? 0,
      overlap,
      union,
      similarity: union === 0 ? 1 : overlap / union,
    };
    spill.line(JSON.stringify(row));
  };
  const dropped = new Map(near.map((pair) => [pair.record, pair]));
  for (let record = 0; record < columns.count; record += 1) {
    const fate = columns.fate[record];
    if (fate !== fates.exact && fate !== fates.normalised) continue;
    const size = new Set(rows.shingles(record)).size;
    const leader = lastEqual(columns, record);
    const isKept = columns.fate[leader] !== fates.near;
    // Its equal gave way to a kept example that is nearly the same: so does it, and by the same figures, because it has the same shingles.
    const pair = isKept ? undefined : dropped.get(leader);
    write(fate === fates.exact ? 'exact' : 'normalised', record, pair ?? { leader, overlap: size, union: size });
  }
  for (const { record, ...pair } of near) write('near', record, pair);
  spill.close();
}

/** The example that stands for all that are equal to this one, byte for byte or after normalisation. */
function lastEqual({ fate, leader }: Columns, record: number): number {
  let last = record;
  while (fate[last] === fates.exact || fate[last] === fates.normalised) last = leader[last] ?? nobody;
  return last;
}
