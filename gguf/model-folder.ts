/**
 * The door for model folders: weights are safetensors or GGUF, whose headers hold, and nothing in the folder is a pickle or a
 * program. Nobody's loader has to be trusted not to open what is not there.
 */

import { readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { ArtifactInvalidError } from './artifact-invalid.js';
import { magicOf } from './file-magic.js';
import { inspectGguf } from './inspect.js';
import { checkSafetensors } from './safetensors.js';

export interface FolderProblem {
  /** In the folder, with `/`. */
  readonly path: string;
  readonly problem: string;
  readonly next: string;
}

const asSafetensors = 'save the model as safetensors (model.save_pretrained(FOLDER, safe_serialization=True)) and delete this file';
const leftBehind = 'trainers leave it behind and no model needs it: delete it';
const codeless = 'a model of a known architecture needs no code of its own: delete it';

interface Refusal {
  readonly names: RegExp;
  readonly problem: string;
  readonly next: string;
}

/** By name, before anything is opened; the first that fits tells most. */
const refusals: readonly Refusal[] = [
  {
    names: /^(training_args\.bin|optimizer\.(pt|bin)|scheduler\.pt|scaler\.pt|rng_state.*\.pth)$/,
    problem: 'is a pickle, which runs code when it is read',
    next: leftBehind,
  },
  {
    names: /\.(bin|pt|pth|pkl|pickle|ckpt|joblib|dill|npz|npy|ot|t7|nemo)$/,
    problem: 'is a format that may run code when it is read',
    next: asSafetensors,
  },
  {
    names: /\.(h5|hdf5|keras|msgpack|pb|onnx|tflite|mlmodel|engine|ggml)$/,
    problem: 'holds weights in a format that is not served',
    next: asSafetensors,
  },
  { names: /\.(py|pyc|pyd|so|dll|dylib|exe|jar|class|wasm)$/, problem: 'is code', next: codeless },
];

/** Every problem of the folder, by path; empty for one that may come in. Throws what the system says of a folder that cannot be read. */
export async function problemsOfModelFolder(folder: string): Promise<FolderProblem[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const problems: FolderProblem[] = [];
  for (const entry of entries.filter((each) => !each.isDirectory())) {
    const file = join(entry.parentPath, entry.name);
    const found = entry.isFile() ? (refusedName(entry.name) ?? (await refusedContent(file))) : notAFile(folder);
    if (found !== undefined) problems.push({ path: relative(folder, file).split(sep).join('/'), ...found });
  }
  return problems.toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

/** Throws ArtifactInvalidError that names every problem at once. */
export async function checkModelFolder(folder: string): Promise<void> {
  const problems = await problemsOfModelFolder(folder);
  if (problems.length === 0) return;
  const said = problems.map(({ path, problem, next }) => `${path} ${problem}; ${next}`);
  throw new ArtifactInvalidError(`expected safetensors and GGUF only in ${folder}, found: ${said.join('. ')}`);
}

type Found = Omit<FolderProblem, 'path'>;

function notAFile(folder: string): Found {
  const problem = 'is a link or a device, and what it points to may lie elsewhere and change';
  return { problem, next: `copy the folder with its contents: cp -RL ${folder} COPY` };
}

function refusedName(name: string): Found | undefined {
  const refusal = refusals.find(({ names }) => names.test(name.toLowerCase()));
  return refusal === undefined ? undefined : { problem: refusal.problem, next: refusal.next };
}

async function refusedContent(file: string): Promise<Found | undefined> {
  const magic = await magicOf(file);
  if (magic !== undefined) return { problem: `is ${magic}, whatever its name says`, next: nextAfter(magic) };
  try {
    // By extension as loaders choose: what claims to be weights must be weights.
    if (extname(file).toLowerCase() === '.safetensors') checkSafetensors(file);
    if (extname(file).toLowerCase() === '.gguf') inspectGguf(file);
    return undefined;
  } catch (error) {
    if (!(error instanceof ArtifactInvalidError)) throw error;
    return { problem: `is damaged: ${error.message}`, next: 'fetch the file again' };
  }
}

function nextAfter(magic: string): string {
  return magic.includes('Git LFS') ? 'fetch the file itself: git lfs pull' : asSafetensors;
}
