/** Examples whose content is the same, byte for byte or after normalisation: one is kept, whichever came first, and the others name it. */

import { fates, nobody, type Columns } from './columns.js';
import { flags } from './facts.js';

/** Open addressing at most half full. */
function tableFor(count: number): Uint32Array {
  return new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(16, count * 2)))).fill(nobody);
}

/** Same id. Kept: an existing one, else the one with the least of what stands beside the content, so that the order of lines decides nothing. */
export function markExactDuplicates(columns: Columns): void {
  const { id } = columns;
  const same = (left: number, right: number): boolean => id.compare(id, right * 32, right * 32 + 32, left * 32, left * 32 + 32) === 0;
  markEqual(columns, {
    fate: fates.exact,
    hash: (record) => id.readUInt32LE(record * 32),
    same,
    isBetter: (left, right) => comparePairs(columns.beside, left, right) < 0,
    takesPart: () => true,
  });
}

/** Same words in every text. Kept: an existing one, else the better, else the one with the lesser id. */
export function markNormalisedDuplicates(columns: Columns): void {
  const { normalised, id, score } = columns;
  markEqual(columns, {
    fate: fates.normalised,
    hash: (record) => normalised[record * 2] ?? 0,
    same: (left, right) => comparePairs(normalised, left, right) === 0,
    isBetter: (left, right) =>
      (score[left] ?? 0) > (score[right] ?? 0) || (score[left] === score[right] && compareIds(id, left, right) < 0),
    // Nothing but punctuation is no likeness.
    takesPart: (record) => ((columns.flags[record] ?? 0) & flags.wordless) === 0,
  });
}

interface Equality {
  readonly fate: number;
  hash(record: number): number;
  same(left: number, right: number): boolean;
  /** Of two that are both new. */
  isBetter(left: number, right: number): boolean;
  takesPart(record: number): boolean;
}

function markEqual(columns: Columns, equality: Equality): void {
  const { count, existing, fate, leader } = columns;
  const table = tableFor(count);
  const mask = table.length - 1;
  for (let record = 0; record < count; record += 1) {
    if (fate[record] !== fates.accepted || !equality.takesPart(record)) continue;
    let slot = Math.imul(equality.hash(record), 0x9e3779b1) >>> 0;
    for (slot &= mask; ; slot = (slot + 1) & mask) {
      const holder = table[slot] ?? nobody;
      if (holder === nobody) {
        table[slot] = record;
        break;
      }
      if (!equality.same(record, holder)) continue;
      // Both of earlier versions: what was accepted once stays.
      if (record < existing) break;
      const replaces = holder >= existing && equality.isBetter(record, holder);
      const [kept, dropped] = replaces ? [record, holder] : [holder, record];
      fate[dropped] = equality.fate;
      leader[dropped] = kept;
      table[slot] = kept;
      break;
    }
  }
  pointAtKept(columns, equality.fate);
}

/** A leader that gave way to a better one leads no more. */
function pointAtKept({ count, fate, leader }: Columns, marked: number): void {
  for (let record = 0; record < count; record += 1) {
    if (fate[record] !== marked) continue;
    let kept = leader[record] ?? nobody;
    while (fate[kept] === marked) kept = leader[kept] ?? nobody;
    leader[record] = kept;
  }
}

export function comparePairs(pairs: Uint32Array, left: number, right: number): number {
  return (pairs[left * 2] ?? 0) - (pairs[right * 2] ?? 0) || (pairs[left * 2 + 1] ?? 0) - (pairs[right * 2 + 1] ?? 0);
}

export function compareIds(id: Buffer, left: number, right: number): number {
  return id.compare(id, right * 32, right * 32 + 32, left * 32, left * 32 + 32);
}
