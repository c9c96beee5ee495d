/**
 * Reads a GGUF's header and refuses what cannot be a whole model. It exists because loaders trust headers: mutated ones abort
 * the process that loads them, and general readers accept truncated files. Tensor data is never read.
 */

import { closeSync, fstatSync, openSync } from 'node:fs';
import { ArtifactInvalidError } from './artifact-invalid.js';
import { HeaderCursor } from './header-cursor.js';
import { chatTemplateKey, readMetadata, type MetadataValue } from './metadata.js';
import { readTensors, type TensorHistogram, type Tensors } from './tensors.js';

export interface GgufHeader {
  readonly architecture: string;
  /** llama.cpp's number for the quantization as a whole; null when the file does not say. */
  readonly fileType: number | null;
  /** What the model was made for, in tokens. */
  readonly contextTokens: number;
  readonly vocabularySize: number;
  /** Of all that splits text into tokens; the chat template is not in it. */
  readonly tokenizerSha256: string;
  /** Null when the file has none. */
  readonly chatTemplate: string | null;
  readonly tensors: number;
  readonly weights: number;
  readonly histogram: TensorHistogram;
}

// A vocabulary of 256,000 tokens with merges takes some 15 MB; past this the lengths are damaged.
const largestHeaderBytes = 256 * 1024 * 1024;
const perTokenArrays = ['tokenizer.ggml.scores', 'tokenizer.ggml.token_type'];

/** Throws ArtifactInvalidError with what was expected and what came. */
export function inspectGguf(path: string): GgufHeader {
  return readOpened(path, (cursor, fileBytes) => readHeader(cursor, fileBytes).header);
}

/** Every tensor and where its bytes lie, for whoever compares two files. Throws as `inspectGguf`. */
export function tensorsOfGguf(path: string): Tensors {
  return readOpened(path, (cursor, fileBytes) => readHeader(cursor, fileBytes).tensors);
}

function readOpened<T>(path: string, read: (cursor: HeaderCursor, fileBytes: number) => T): T {
  const descriptor = openSync(path, 'r');
  try {
    const fileBytes = fstatSync(descriptor).size;
    if (fileBytes === 0) throw new ArtifactInvalidError('expected a file that begins with GGUF, found an empty one');
    return read(new HeaderCursor(descriptor, Math.min(fileBytes, largestHeaderBytes)), fileBytes);
  } finally {
    closeSync(descriptor);
  }
}

function readHeader(cursor: HeaderCursor, fileBytes: number): { readonly header: GgufHeader; readonly tensors: Tensors } {
  const magic = cursor.bytes(4).toString('latin1');
  if (magic !== 'GGUF') throw new ArtifactInvalidError(`expected a file that begins with GGUF, found ${JSON.stringify(magic)}`);
  const version = cursor.uint32();
  if (version !== 3) throw new ArtifactInvalidError(`expected GGUF version 3, found ${version}; convert the model again`);
  const tensorCount = cursor.uint64();
  const { values: metadata, tokenizerSha256 } = readMetadata(cursor, cursor.uint64());
  const tensors = readTensors(cursor, { count: tensorCount, alignment: alignmentOf(metadata), fileBytes });
  const architecture = textOf(metadata, 'general.architecture');
  const header: GgufHeader = {
    architecture,
    fileType: metadata.has('general.file_type') ? numberOf(metadata, 'general.file_type') : null,
    contextTokens: positiveOf(metadata, `${architecture}.context_length`),
    vocabularySize: vocabularySizeOf(metadata),
    tokenizerSha256,
    // llama.cpp takes an empty one for none.
    chatTemplate: (metadata.get(chatTemplateKey) ?? '') === '' ? null : textOf(metadata, chatTemplateKey),
    tensors: tensorCount,
    weights: tensors.weights,
    histogram: tensors.histogram,
  };
  return { header, tensors };
}

function alignmentOf(metadata: ReadonlyMap<string, MetadataValue>): number {
  // The specification's default.
  const alignment = metadata.has('general.alignment') ? numberOf(metadata, 'general.alignment') : 32;
  if (!Number.isInteger(Math.log2(alignment)) || alignment > 65_536)
    throw new ArtifactInvalidError(`expected general.alignment to be a power of two up to 65536, found ${alignment}`);
  return alignment;
}

function vocabularySizeOf(metadata: ReadonlyMap<string, MetadataValue>): number {
  const size = lengthOf(metadata, 'tokenizer.ggml.tokens');
  if (size === 0) throw new ArtifactInvalidError('expected tokens in tokenizer.ggml.tokens, found none');
  for (const key of perTokenArrays.filter((each) => metadata.has(each))) {
    const length = lengthOf(metadata, key);
    if (length !== size) throw new ArtifactInvalidError(`expected ${key} to have ${size} entries, one a token, found ${length}`);
  }
  return size;
}

function textOf(metadata: ReadonlyMap<string, MetadataValue>, key: string): string {
  const value = metadata.get(key);
  if (typeof value !== 'string' || value === '') throw new ArtifactInvalidError(`expected ${key} to be a text, found ${describe(value)}`);
  return value;
}

function numberOf(metadata: ReadonlyMap<string, MetadataValue>, key: string): number {
  const value = metadata.get(key);
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0)
    throw new ArtifactInvalidError(`expected ${key} to be a whole number, found ${describe(value)}`);
  return number;
}

/** llama.cpp aborts on a 0 instead of refusing it. */
function positiveOf(metadata: ReadonlyMap<string, MetadataValue>, key: string): number {
  const number = numberOf(metadata, key);
  if (number === 0) throw new ArtifactInvalidError(`expected ${key} to be at least 1, found 0`);
  return number;
}

function lengthOf(metadata: ReadonlyMap<string, MetadataValue>, key: string): number {
  const value = metadata.get(key);
  if (typeof value !== 'object') throw new ArtifactInvalidError(`expected ${key} to be an array, found ${describe(value)}`);
  return value.length;
}

function describe(value: MetadataValue | undefined): string {
  if (value === undefined) return 'no such key';
  return typeof value === 'object' ? `an array of ${value.length}` : `${typeof value} ${JSON.stringify(String(value)).slice(0, 80)}`;
}
