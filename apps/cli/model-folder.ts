/** The folder of a base model: whether it can be fine-tuned at all, and the digest that names it. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { sha256OfFolder } from '../../gguf/digest.js';
import type { Explanation } from '../../domain/explained-error.js';
import { refusedAtDoor } from './door.js';
import type { Output } from './output.js';
import { startProgress } from './progress.js';

export interface ModelFolder {
  readonly folder: string;
  /** Tokens that the model can read at once; null where its config does not say. */
  readonly maximumTokens: number | null;
}

const bytesPerMegabyte = 1_000_000;
/** Read in about a second. */
const quickMegabytes = 300;
/** Weights are larger; a pointer of Git LFS is about 130 bytes. */
const leastBytes = 1024;

const config = z.looseObject({ max_position_embeddings: z.int().positive().optional() });
const shards = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

const tokenizers: readonly (readonly string[])[] = [
  ['tokenizer.json'],
  ['tokenizer.model'],
  ['vocab.json', 'merges.txt'],
  ['spiece.model'],
];
const pickles = ['.bin', '.pt', '.pth', '.ckpt'];

/** A Hugging Face model with safetensors and nothing that runs code, or why the folder is none. `noun` is what it should be. */
export async function inspectModelFolder(folder: string, noun = 'a base model'): Promise<ModelFolder | Explanation> {
  const what = `${folder}: expected the folder of ${noun}`;
  const refuse = (why: string, next: string): Explanation => ({ what, why, next });
  const facts = await stat(folder).catch(() => undefined);
  if (facts === undefined)
    return refuse('there is no such folder', 'correct the path, or take the small model that comes with Slipway: tiny');
  if (facts.isFile()) return extname(folder) === '.gguf' ? refuse(...gguf) : refuse('it is a file', 'give the folder that it lies in');
  const entries = await readdir(folder, { withFileTypes: true });
  const link = entries.find((entry) => entry.isSymbolicLink());
  if (link !== undefined) {
    const why = `${link.name} is a link, as in the cache of a model hub; what it points to may change`;
    return refuse(why, `copy the folder with its contents: cp -RL ${folder} models/NAME`);
  }
  const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  const missing = missingIn(names);
  if (missing !== undefined) return refuse(...missing);
  const broken = await brokenWeights(folder, names);
  if (broken !== undefined) return refuse(...broken);
  const refused = await refusedAtDoor(folder, what);
  if (refused !== undefined) return refused;
  const read = config.safeParse(await jsonIn(folder, 'config.json'));
  if (!read.success) return refuse('config.json is no JSON of a model', 'fetch the model again');
  return { folder, maximumTokens: read.data.max_position_embeddings ?? null };
}

/** With a progress bar where it takes more than a second or so. */
export async function digestOf(folder: string, output: Output): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  const total = sizes.reduce((sum, size) => sum + size, 0) / bytesPerMegabyte;
  let done = 0;
  const progress = total < quickMegabytes ? undefined : startProgress(output, { what: `reads ${folder}`, total, unit: 'MB' });
  try {
    return await sha256OfFolder(folder, (bytes) => progress?.update((done += bytes / bytesPerMegabyte)));
  } finally {
    progress?.end();
  }
}

type WhyAndNext = readonly [why: string, next: string];

const gguf: WhyAndNext = ['GGUF is made for serving and cannot be fine-tuned', 'give the folder with the safetensors of the same model'];

function missingIn(names: readonly string[]): WhyAndNext | undefined {
  const has = (...extensions: readonly string[]): boolean => names.some((name) => extensions.includes(extname(name)));
  if (!has('.safetensors')) {
    if (has('.gguf')) return gguf;
    if (!has(...pickles)) return ['it has no *.safetensors', 'give the folder that holds config.json and the weights'];
    return [
      'its weights are pickle files, which run code when they are read',
      'save it as safetensors: model.save_pretrained(FOLDER, safe_serialization=True)',
    ];
  }
  if (!names.includes('config.json')) return ['config.json is missing', 'give the folder that holds config.json and the weights'];
  if (tokenizers.some((files) => files.every((file) => names.includes(file)))) return undefined;
  return [
    'it has no tokenizer (tokenizer.json, tokenizer.model or vocab.json with merges.txt)',
    'fetch the files of the tokenizer as well',
  ];
}

/** Downloads that stopped halfway. */
async function brokenWeights(folder: string, names: readonly string[]): Promise<WhyAndNext | undefined> {
  const weights = names.filter((name) => name.endsWith('.safetensors'));
  const sizes = await Promise.all(weights.map(async (name) => ({ name, size: (await stat(join(folder, name))).size })));
  const small = sizes.find(({ size }) => size < leastBytes);
  if (small !== undefined) return [`${small.name} has only ${small.size} bytes`, 'fetch the weights; with Git LFS: git lfs pull'];
  const index = shards.safeParse(await jsonIn(folder, 'model.safetensors.index.json'));
  const lacking = Object.values(index.data?.weight_map ?? {}).find((name) => !names.includes(name));
  return lacking === undefined ? undefined : [`${lacking} is missing, which the index of the weights names`, 'fetch the model again'];
}

async function jsonIn(folder: string, name: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(folder, name), 'utf8'));
  } catch {
    return undefined;
  }
}
