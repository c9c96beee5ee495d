/** The key-value part of a GGUF header. Scalars and strings are kept; of arrays only type and length, for they may hold a vocabulary. */

import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.js';
import { ArtifactInvalidError } from './artifact-invalid.js';
import type { HeaderCursor } from './header-cursor.js';

export type MetadataValue = number | bigint | boolean | string | { readonly length: number };

const stringType = 8;
const arrayType = 9;
// GGUF specification, gguf_metadata_value_type: 0-12 without string and array.
const scalarBytes: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 4],
  [5, 4],
  [6, 4],
  [7, 1],
  [10, 8],
  [11, 8],
  [12, 8],
]);

// Models have some 30 to 100 keys.
const mostKeys = 4_096;

export const chatTemplateKey = 'tokenizer.chat_template';

export interface Metadata {
  readonly values: ReadonlyMap<string, MetadataValue>;
  /** Of every key under `tokenizer.` but the chat template, with its value: types, vocabulary, merges, special tokens. */
  readonly tokenizerSha256: string;
}

export function readMetadata(cursor: HeaderCursor, count: number): Metadata {
  if (count > mostKeys) throw new ArtifactInvalidError(`the header claims ${count} keys; at most ${mostKeys} are read`);
  const values = new Map<string, MetadataValue>();
  const tokenizer: Record<string, string> = {};
  for (let index = 0; index < count; index += 1) {
    const key = cursor.string();
    if (key === '' || values.has(key))
      throw new ArtifactInvalidError(`expected unique, non-empty keys, found ${JSON.stringify(key)} again or empty`);
    const start = cursor.positionBytes;
    values.set(key, readValue(cursor, cursor.uint32()));
    if (isOfTokenizer(key)) tokenizer[key] = cursor.sha256Of(start, cursor.positionBytes);
  }
  // Sorted: the same tokenizer is the same whatever wrote its keys, in whatever order.
  return { values, tokenizerSha256: createHash('sha256').update(canonicalJson(tokenizer)).digest('hex') };
}

function isOfTokenizer(key: string): boolean {
  return key.startsWith('tokenizer.') && key !== chatTemplateKey;
}

function readValue(cursor: HeaderCursor, type: number): MetadataValue {
  if (type === stringType) return cursor.string();
  return type === arrayType ? skipArray(cursor) : readScalar(cursor, type);
}

function skipArray(cursor: HeaderCursor): { readonly length: number } {
  const type = cursor.uint32();
  const length = cursor.uint64();
  if (type === stringType) {
    // Each string takes at least its length's 8 bytes, so that the file's end bounds this loop.
    for (let index = 0; index < length; index += 1) cursor.skipString();
  } else {
    // Arrays of arrays are in the specification and in no model.
    cursor.skip(length * bytesOf(type));
  }
  return { length };
}

function readScalar(cursor: HeaderCursor, type: number): number | bigint | boolean {
  const raw = cursor.bytes(bytesOf(type));
  switch (type) {
    case 0:
      return raw.readUInt8();
    case 1:
      return raw.readInt8();
    case 2:
      return raw.readUInt16LE();
    case 3:
      return raw.readInt16LE();
    case 4:
      return raw.readUInt32LE();
    case 5:
      return raw.readInt32LE();
    case 6:
      return raw.readFloatLE();
    case 7:
      return raw.readUInt8() !== 0;
    case 10:
      return raw.readBigUInt64LE();
    case 11:
      return raw.readBigInt64LE();
    default:
      return raw.readDoubleLE();
  }
}

function bytesOf(type: number): number {
  const bytes = scalarBytes.get(type);
  if (bytes === undefined)
    throw new ArtifactInvalidError(`a value in the header has type ${type}; known are 0 to 12, and arrays of arrays are not read`);
  return bytes;
}
