/** The tensor table of a GGUF header: every tensor has to lie whole, aligned and alone within the file. */

import { ArtifactInvalidError } from './artifact-invalid.js';
import type { HeaderCursor } from './header-cursor.js';
import { tensorTypes } from './tensor-types.js';

/** By tensor type, as `Q4_K`: how many tensors and how many weights have it. */
export type TensorHistogram = Readonly<Record<string, { readonly tensors: number; readonly weights: number }>>;

export interface TensorTable {
  readonly count: number;
  readonly alignment: number;
  readonly fileBytes: number;
}

export interface Tensor {
  readonly name: string;
  readonly type: string;
  readonly weights: number;
  /** From the start of the data part. */
  readonly offset: number;
  readonly bytes: number;
}

// The largest mixtures of experts have a few thousand; llama.cpp's own limit is of this order.
const mostTensors = 65_536;
const mostDimensions = 4;

export interface Tensors {
  readonly weights: number;
  readonly histogram: TensorHistogram;
  /** In the order of the table. */
  readonly tensors: readonly Tensor[];
  /** Where the data part begins in the file. */
  readonly dataStartBytes: number;
}

/** Leaves the cursor behind the table. */
export function readTensors(cursor: HeaderCursor, table: TensorTable): Tensors {
  if (table.count === 0 || table.count > mostTensors)
    throw new ArtifactInvalidError(`expected 1 to ${mostTensors} tensors, the header claims ${table.count}`);
  const tensors = new Map<string, Tensor>();
  for (let index = 0; index < table.count; index += 1) {
    const tensor = readTensor(cursor, table.alignment);
    if (tensors.has(tensor.name)) throw new ArtifactInvalidError(`two tensors are called ${tensor.name}`);
    tensors.set(tensor.name, tensor);
  }
  const dataStartBytes = Math.ceil(cursor.positionBytes / table.alignment) * table.alignment;
  const all = [...tensors.values()];
  checkPlaces(all, table.fileBytes - dataStartBytes);
  return { weights: sum(all.map((tensor) => tensor.weights)), histogram: histogramOf(all), tensors: all, dataStartBytes };
}

function readTensor(cursor: HeaderCursor, alignment: number): Tensor {
  const name = cursor.string();
  if (name === '') throw new ArtifactInvalidError('a tensor has no name');
  const dimensions = readDimensions(cursor, name);
  const typeId = cursor.uint32();
  const type = tensorTypes.get(typeId);
  if (type === undefined)
    throw new ArtifactInvalidError(`tensor ${name} has type ${typeId}, which this version does not know; convert with the pinned tools`);
  const rowWeights = dimensions[0] ?? 0;
  if (rowWeights % type.weights !== 0)
    throw new ArtifactInvalidError(`tensor ${name} has rows of ${rowWeights}, not a multiple of ${type.weights} as ${type.name} needs`);
  const weights = dimensions.reduce((product, dimension) => product * dimension, 1);
  const bytes = (weights / type.weights) * type.bytes;
  // Past this a double is no longer exact; no file is that large.
  if (!Number.isSafeInteger(bytes)) throw new ArtifactInvalidError(`tensor ${name} of ${dimensions.join(' x ')} is larger than any file`);
  const offset = cursor.uint64();
  if (offset % alignment !== 0) throw new ArtifactInvalidError(`tensor ${name} begins at ${offset}, not a multiple of ${alignment}`);
  return { name, type: type.name, weights, offset, bytes };
}

function readDimensions(cursor: HeaderCursor, name: string): number[] {
  const count = cursor.uint32();
  if (count < 1 || count > mostDimensions)
    throw new ArtifactInvalidError(`tensor ${name} claims ${count} dimensions, expected 1 to ${mostDimensions}`);
  const dimensions = Array.from({ length: count }, () => cursor.uint64());
  if (dimensions.includes(0)) throw new ArtifactInvalidError(`tensor ${name} has a dimension of 0: ${dimensions.join(' x ')}`);
  return dimensions;
}

function checkPlaces(tensors: readonly Tensor[], dataBytes: number): void {
  let end = 0;
  for (const tensor of tensors.toSorted((left, right) => left.offset - right.offset)) {
    if (tensor.offset < end) throw new ArtifactInvalidError(`tensor ${tensor.name} begins inside the one before it`);
    end = tensor.offset + tensor.bytes;
    if (end > dataBytes)
      throw new ArtifactInvalidError(
        `tensor ${tensor.name} ends ${end - dataBytes} bytes past the end of the file, which is truncated or damaged`,
      );
  }
}

function histogramOf(tensors: Iterable<Tensor>): TensorHistogram {
  const histogram: Record<string, { tensors: number; weights: number }> = {};
  for (const { type, weights } of tensors) {
    const entry = (histogram[type] ??= { tensors: 0, weights: 0 });
    entry.tensors += 1;
    entry.weights += weights;
  }
  return histogram;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
