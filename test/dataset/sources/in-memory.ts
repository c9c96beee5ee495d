/** Files that exist only in a test, in chunks of any size. */

import type { Ending } from '../../../dataset/sources/format.js';
import { sourceFileOf } from '../../../dataset/sources/format.js';
import { beginning, type LinePosition, type ReadLine } from '../../../dataset/sources/source-file.js';
import type { StoredFile } from '../../../dataset/sources/stored-file.js';

export function storedInMemory(name: string, bytes: Buffer, chunkBytes = 1024 * 1024): StoredFile {
  return {
    name,
    bytes: bytes.length,
    identity: 'memory',
    pin: async () => 'memory',
    read: async function* (from, to = bytes.length) {
      for (let at = from; at < Math.min(to, bytes.length); at += chunkBytes) yield bytes.subarray(at, Math.min(at + chunkBytes, to));
    },
  };
}

export interface Reading {
  readonly ending?: Ending;
  readonly chunkBytes?: number;
  readonly from?: LinePosition;
  readonly maximumBytes?: number;
}

export async function linesOf(content: Buffer | string, reading: Reading = {}): Promise<ReadLine[]> {
  const { ending = '.jsonl', chunkBytes = 1024 * 1024, from = beginning, maximumBytes = 1024 * 1024 } = reading;
  const stored = storedInMemory(`memory${ending}`, Buffer.from(content), chunkBytes);
  const lines: ReadLine[] = [];
  for await (const batch of sourceFileOf(stored, ending).lines(from, maximumBytes)) {
    if (batch.length === 0) throw new Error('expected no empty batch');
    lines.push(...batch);
  }
  return lines;
}

export function textsOf(lines: readonly ReadLine[]): string[] {
  return lines.map(({ bytes }) => bytes.toString());
}
