/** What differs between two packaged files that should be the same: a digest says only that something does. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tensorsOfGguf } from './inspect.js';
import type { Tensor, TensorHistogram } from './tensors.js';

/** Names of tensors that a person reads; more are counted. */
const namedTensors = 3;

/** In sentences, the recorded file's figures first; at least one. Reads both files whole. Throws ArtifactInvalidError for what is no GGUF. */
export async function compareGguf(recordedPath: string, madePath: string): Promise<string[]> {
  const recorded = await openModel(recordedPath);
  const made = await openModel(madePath);
  return [
    ...sizeDifference(recorded, made),
    ...typeDifferences(recorded.histogram, made.histogram),
    ...(await tensorDifference(recorded, made)),
  ];
}

interface Model {
  readonly path: string;
  readonly bytes: number;
  readonly histogram: TensorHistogram;
  readonly tensors: readonly Tensor[];
  readonly dataStartBytes: number;
}

async function openModel(path: string): Promise<Model> {
  return { path, bytes: (await stat(path)).size, ...tensorsOfGguf(path) };
}

function sizeDifference(recorded: Model, made: Model): string[] {
  return recorded.bytes === made.bytes ? [] : [`size: ${recorded.bytes} bytes, now ${made.bytes}`];
}

function typeDifferences(recorded: TensorHistogram, made: TensorHistogram): string[] {
  const types = [...new Set([...Object.keys(recorded), ...Object.keys(made)])].toSorted();
  return types.flatMap((type) => {
    const [before, after] = [recorded[type]?.tensors ?? 0, made[type]?.tensors ?? 0];
    return before === after ? [] : [`tensors of type ${type}: ${before}, now ${after}`];
  });
}

async function tensorDifference(recorded: Model, made: Model): Promise<string[]> {
  const others = new Map(made.tensors.map((tensor) => [tensor.name, tensor]));
  const differing: string[] = [];
  for (const tensor of recorded.tensors) {
    const other = others.get(tensor.name);
    others.delete(tensor.name);
    if (other === undefined || !(await isSameTensor([recorded, tensor], [made, other]))) differing.push(tensor.name);
  }
  const names = [...differing, ...others.keys()];
  if (names.length === 0) return ['the tensors are the same, byte for byte: only the header differs'];
  const more = names.length > namedTensors ? ` and ${names.length - namedTensors} more` : '';
  return [
    `tensors that differ: ${names.length} (${recorded.tensors.length} were recorded): ${names.slice(0, namedTensors).join(', ')}${more}`,
  ];
}

type Place = readonly [model: Model, tensor: Tensor];

async function isSameTensor(left: Place, right: Place): Promise<boolean> {
  if (left[1].type !== right[1].type || left[1].bytes !== right[1].bytes) return false;
  return (await digestOf(left)) === (await digestOf(right));
}

async function digestOf([{ path, dataStartBytes }, { offset, bytes }]: Place): Promise<string> {
  const start = dataStartBytes + offset;
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path, { start, end: start + bytes - 1, highWaterMark: 1 << 20 }))
    digest.update(chunk as Buffer);
  return digest.digest('hex');
}
