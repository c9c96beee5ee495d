/** The shingles of every example of a file, spilled to disk as the dataset stage does it, and the join over them. */

import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Example } from '../../dataset/example.js';
import { defaultBudget, joinNear } from '../../dataset/near/join.js';
import type { JoinInput, JoinResult } from '../../dataset/near/join.js';
import { createSpill } from '../../dataset/stage/spill.js';
import { createShingler } from '../../dataset/text/shingles.js';
import type { Shingler } from '../../dataset/text/shingles.js';
import { createWordReader, normalisedHash } from '../../dataset/text/words.js';
import { readLines } from './lines.js';

export const similarity = 0.95;

export interface Fingerprints {
  readonly count: number;
  /** Of the shingle hashes of each example in the spill file. */
  readonly lengths: Uint32Array;
  readonly total: number;
  /** 1 for an example that is another one's equal after normalisation. */
  readonly repeated: Uint8Array;
  readonly duplicates: number;
  readonly spill: string;
  /** The set of shingles of an example, read again from the file. */
  strings(record: number): Set<string>;
}

export interface FingerprintRequest {
  readonly file: string;
  readonly folder: string;
  /** At most; the file may have fewer. */
  readonly examples: number;
}

export function takeFingerprints({ file, folder, examples }: FingerprintRequest): Fingerprints {
  const shingler = createShingler({ unit: 'word', size: 2 });
  const reader = createWordReader();
  const spill = createSpill(join(folder, 'shingles.bin'));
  const [lengths, lineLengths, offsets] = [new Uint32Array(examples), new Uint32Array(examples), new Float64Array(examples)];
  const seen = createSeen(examples);
  const repeated = new Uint8Array(examples);
  const hash = new Uint32Array(2);
  let [count, total, duplicates] = [0, 0, 0];
  readLines(file, ({ bytes, offset }) => {
    if (count === examples) return;
    const example = JSON.parse(bytes.toString()) as Example;
    const words = reader.read(example);
    if (normalisedHash(words, hash) && !seen.add(hash)) {
      repeated[count] = 1;
      duplicates += 1;
    }
    const hashes = shingler.hash(words, example);
    spill.append(new Uint8Array(hashes.buffer, hashes.byteOffset, hashes.byteLength));
    lengths[count] = hashes.length;
    lineLengths[count] = bytes.length;
    offsets[count] = offset;
    total += hashes.length;
    count += 1;
  });
  spill.close();
  const strings = stringsOf(file, shingler, { lineLengths, offsets });
  return { count, lengths, total, repeated, duplicates, spill: join(folder, 'shingles.bin'), strings };
}

/** `everyone`: duplicates after normalisation take part too, which the dataset stage has taken out before. */
export function joinFingerprints(
  prints: Fingerprints,
  { edges, everyone }: { readonly edges: JoinInput['edges']; readonly everyone: boolean },
): JoinResult {
  return joinNear({
    count: prints.count,
    keep: 0,
    shingles: {
      total: prints.total,
      forEach: (visit) => {
        forEachSpilled(prints, (record, hashes) => {
          if (everyone || prints.repeated[record] === 0) visit(record, hashes);
        });
      },
    },
    strings: prints.strings,
    similarity,
    edges,
    budget: defaultBudget(prints.count),
  });
}

const blockHashes = 1 << 20;

function forEachSpilled({ spill, lengths, count }: Fingerprints, visit: (record: number, hashes: Uint32Array) => void): void {
  const file = openSync(spill, 'r');
  let block = new Uint32Array(blockHashes);
  let [at, filled] = [0, 0];
  for (let record = 0; record < count; record += 1) {
    const length = lengths[record] ?? 0;
    if (at + length > filled) {
      const rest = block.subarray(at, filled);
      if (length > block.length) block = new Uint32Array(length * 2);
      block.set(rest);
      filled = rest.length;
      at = 0;
      const bytes = new Uint8Array(block.buffer, filled * 4, (block.length - filled) * 4);
      filled += readSync(file, bytes) / 4;
    }
    visit(record, block.subarray(at, at + length));
    at += length;
  }
  closeSync(file);
}

interface Places {
  readonly lineLengths: Uint32Array;
  readonly offsets: Float64Array;
}

function stringsOf(path: string, shingler: Shingler, { lineLengths, offsets }: Places): (record: number) => Set<string> {
  const file = openSync(path, 'r');
  return (record) => {
    const bytes = Buffer.allocUnsafe(lineLengths[record] ?? 0);
    readSync(file, bytes, 0, bytes.length, offsets[record] ?? 0);
    return shingler.strings(JSON.parse(bytes.toString()) as Example);
  };
}

/** A set of 64-bit hashes by open addressing. */
function createSeen(expected: number): { add(hash: Uint32Array): boolean } {
  const slots = 2 ** Math.ceil(Math.log2(expected * 2 + 1));
  const table = new Uint32Array(slots * 2);
  return {
    add: (hash) => {
      const [first, second] = [hash[0] ?? 0, hash[1] ?? 0];
      for (let slot = first & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
        if (table[slot * 2] === first && table[slot * 2 + 1] === second) return false;
        if (table[slot * 2] !== 0 || table[slot * 2 + 1] !== 0) continue;
        table[slot * 2] = first;
        table[slot * 2 + 1] = second;
        return true;
      }
    },
  };
}
