/**
 * Reads a safetensors header and refuses what the format forbids. Readers map the file into memory and trust its offsets. The
 * weights themselves are never read.
 */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { z } from 'zod';
import { ArtifactInvalidError } from './artifact-invalid.js';

const lengthBytes = 8;
// The reference implementation's own limit; the largest models have a few megabytes.
const largestHeaderBytes = 100_000_000;

// Bits, as two of them are smaller than a byte (safetensors 0.8.0).
const bitsOf: Readonly<Record<string, number>> = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
};

const tensor = z.strictObject({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const header = z.object({ __metadata__: z.record(z.string(), z.string()).optional() }).catchall(tensor);

type Tensor = z.output<typeof tensor>;

/** Throws ArtifactInvalidError with what was expected and what came. */
export function checkSafetensors(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    const fileBytes = fstatSync(descriptor).size;
    const headerBytes = headerBytesOf(descriptor, fileBytes);
    const { __metadata__, ...tensors } = parsed(bytesAt(descriptor, lengthBytes, headerBytes));
    checkPlaces(Object.entries(tensors as Record<string, Tensor>), fileBytes - lengthBytes - headerBytes);
  } finally {
    closeSync(descriptor);
  }
}

function headerBytesOf(descriptor: number, fileBytes: number): number {
  if (fileBytes < lengthBytes) throw new ArtifactInvalidError(`expected a safetensors file, found ${fileBytes} bytes`);
  const claimed = bytesAt(descriptor, 0, lengthBytes).readBigUInt64LE();
  if (claimed > BigInt(largestHeaderBytes))
    throw new ArtifactInvalidError(`the header claims ${claimed} bytes; at most ${largestHeaderBytes} are read`);
  const bytes = Number(claimed);
  if (bytes > fileBytes - lengthBytes)
    throw new ArtifactInvalidError(`the header claims ${bytes} bytes, the file has ${fileBytes}; it is truncated or damaged`);
  return bytes;
}

function bytesAt(descriptor: number, position: number, count: number): Buffer {
  const bytes = Buffer.alloc(count);
  for (let done = 0; done < count;) {
    const read = readSync(descriptor, bytes, done, count - done, position + done);
    if (read === 0)
      throw new ArtifactInvalidError(`the file ended at byte ${position + done} while it was read; something is still writing it`);
    done += read;
  }
  return bytes;
}

function parsed(bytes: Buffer): z.output<typeof header> {
  const read = header.safeParse(jsonIn(bytes));
  if (read.success) return read.data;
  throw new ArtifactInvalidError(
    `expected a JSON object of tensors as header: ${z.prettifyError(read.error).split('\n').slice(0, 2).join(' ')}`,
  );
}

function jsonIn(bytes: Buffer): unknown {
  // The format wants the brace first: anything before it would be another format to another reader.
  if (bytes[0] !== '{'.charCodeAt(0)) throw new ArtifactInvalidError('expected a header that begins with {, as in safetensors');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ArtifactInvalidError('expected a header of JSON in UTF-8, as in safetensors');
  }
}

/** The tensors fill the data exactly: what no tensor covers could hold anything, and two in one place read each other's weights. */
function checkPlaces(tensors: readonly (readonly [string, Tensor])[], dataBytes: number): void {
  let end = 0;
  const inOrder = tensors.toSorted(
    ([, left], [, right]) => left.data_offsets[0] - right.data_offsets[0] || left.data_offsets[1] - right.data_offsets[1],
  );
  for (const [name, { dtype, shape, data_offsets: offsets }] of inOrder) {
    const [from, to] = offsets;
    const bytes = bytesOf(name, dtype, shape);
    if (to - from !== bytes)
      throw new ArtifactInvalidError(
        `tensor ${name} of ${dtype} [${shape.join(', ')}] takes ${bytes} bytes, its offsets ${from} to ${to} say ${to - from}`,
      );
    if (to > dataBytes)
      throw new ArtifactInvalidError(`tensor ${name} ends ${to - dataBytes} bytes past the end of the file, which is truncated or damaged`);
    if (from < end) throw new ArtifactInvalidError(`tensor ${name} begins inside the one before it`);
    if (from > end) throw new ArtifactInvalidError(`${from - end} bytes before tensor ${name} belong to no tensor`);
    end = to;
  }
  if (end !== dataBytes) throw new ArtifactInvalidError(`${dataBytes - end} bytes at the end of the file belong to no tensor`);
}

function bytesOf(name: string, dtype: string, shape: readonly number[]): number {
  const bits = Object.hasOwn(bitsOf, dtype) ? bitsOf[dtype] : undefined;
  if (bits === undefined) throw new ArtifactInvalidError(`tensor ${name} has the type ${dtype}, which the format does not know`);
  const bytes = (shape.reduce((product, dimension) => product * dimension, 1) * bits) / 8;
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new ArtifactInvalidError(`tensor ${name} of ${dtype} [${shape.join(', ')}] is no whole number of bytes, or larger than any file`);
}
