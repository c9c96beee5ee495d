/** Hands the kept examples to the near-duplicate join, in the order of who may stay: existing ones, then the better, then by id. */

import { defaultBudget, joinNear } from '../near/join.js';
import type { NearPair } from '../near/verify.js';
import type { DatasetPolicy } from '../policy.js';
import { createShingler, parseShingle } from '../text/shingles.js';
import { acceptedRecords } from './accepted.js';
import { fates, type Columns } from './columns.js';
import { compareIds } from './exact-duplicates.js';
import type { NearFindings } from './judge-records.js';
import type { RowsOnDisk } from './rows-on-disk.js';
import { forEachShingles } from './shingles-on-disk.js';
import { idKey, sortedRecords } from './sorted.js';

export interface NearDuplicates extends NearFindings {
  /** Number of the cluster of each example. */
  readonly clusters: Uint32Array;
}

/** Marks what the policy drops. Pairs name examples by their index in the columns. */
export function findNearDuplicates(columns: Columns, rows: RowsOnDisk, { nearDuplicates }: DatasetPolicy): NearDuplicates {
  const order = byPriority(columns);
  const rankOf = new Uint32Array(columns.count);
  order.forEach((record, rank) => {
    rankOf[record] = rank + 1;
  });
  const shingler = createShingler(parseShingle(nearDuplicates.shingle));
  const isFlagged = nearDuplicates.action === 'flag';
  const { pairs, clusters, breached } = joinNear({
    count: order.length,
    keep: order.reduce((sum, record) => sum + (record < columns.existing ? 1 : 0), 0),
    shingles: {
      total: order.reduce((sum, record) => sum + (columns.shingles[record] ?? 0), 0),
      forEach: (visit) => {
        forEachShingles(columns, (record, hashes) => {
          const rank = rankOf[record] ?? 0;
          if (rank > 0) visit(rank - 1, hashes);
        });
      },
    },
    strings: (rank) => shingler.strings(rows.example(order[rank] ?? 0)),
    similarity: nearDuplicates.similarity,
    edges: isFlagged ? 'all' : 'leaders',
    budget: defaultBudget(order.length),
  });
  const found = breached === null ? pairs.map((pair) => renamed(pair, order)) : [];
  if (!isFlagged) {
    for (const { record, leader } of found) {
      columns.fate[record] = fates.near;
      columns.leader[record] = leader;
    }
  }
  return { pairs: found.toSorted((left, right) => left.record - right.record), breached, clusters: clustersOf(columns, order, clusters) };
}

function renamed({ record, leader, overlap, union }: NearPair, order: Uint32Array): NearPair {
  return { record: order[record] ?? 0, leader: order[leader] ?? 0, overlap, union };
}

function clustersOf({ count }: Columns, order: Uint32Array, byRank: Uint32Array): Uint32Array {
  const clusters = Uint32Array.from({ length: count }, (_, record) => record);
  order.forEach((record, rank) => {
    clusters[record] = order[byRank[rank] ?? rank] ?? record;
  });
  return clusters;
}

const idBits = 2 ** 40;

function byPriority(columns: Columns): Uint32Array {
  const { existing, score, id } = columns;
  // Ten bits say how far below the best score, two more whether it is new; 40 bits of the id follow.
  const rankOf = (record: number): number => (record < existing ? 0 : 1 + Math.round((1 - (score[record] ?? 0)) * 1000));
  return sortedRecords(
    acceptedRecords(columns),
    (record) => rankOf(record) * idBits + Math.floor(idKey(id, record) / 2 ** 12),
    (left, right) => compareIds(id, left, right),
  );
}
