/** What a person wants to import, found out from its files: a Hugging Face folder, a LoRA adapter or a GGUF, with or without its bundle. Checked as far as this machine can. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { ArtifactInvalidError } from '../../../gguf/artifact-invalid.js';
import { inspectGguf } from '../../../gguf/inspect.js';
import { refusedAtDoor } from '../door.js';
import { UsageError } from '../exit.js';
import { inspectModelFolder } from '../model-folder.js';
import { parseModelfile, type Modelfile } from './modelfile.js';
import { readBundleManifest, type BundleManifest } from './bundle-manifest.js';

export type FoundSource =
  | { readonly kind: 'huggingface'; readonly folder: string; readonly madeForTokens: number | null }
  | { readonly kind: 'lora'; readonly folder: string }
  | {
      readonly kind: 'gguf';
      readonly path: string;
      readonly madeForTokens: number;
      /** Null where it came without one. */
      readonly modelfile: Modelfile | null;
      readonly manifest: BundleManifest | null;
    };

/** Throws UsageError that says what is wrong and what to do. */
export async function findSource(path: string): Promise<FoundSource> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) throw refused(path, 'there is no such file or folder', 'correct the path');
  if (facts.isFile()) {
    if (extname(path).toLowerCase() === '.gguf') return ggufAt(path, { modelfile: null, manifest: null });
    throw refused(path, 'it is a file of another kind', 'give a folder, a .gguf, a .tar or a .tar.gz');
  }
  const entries = await readdir(path, { withFileTypes: true });
  const names = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  const [only] = entries;
  // As most archives are packed.
  if (only?.isDirectory() === true && entries.length === 1) return findSource(join(path, only.name));
  if (names.includes('adapter_config.json')) return loraIn(path, names);
  const isGguf = names.some((name) => extname(name).toLowerCase() === '.gguf');
  if (!isGguf) return huggingFaceIn(path);
  if (!names.includes('config.json')) return bundleIn(path, names);
  throw refused(path, 'it holds a GGUF and the model that it was made of', 'name the .gguf itself, or a folder without it');
}

async function huggingFaceIn(folder: string): Promise<FoundSource> {
  const inspected = await inspectModelFolder(folder, 'a model');
  if ('why' in inspected) throw new UsageError(inspected);
  return { kind: 'huggingface', folder, madeForTokens: inspected.maximumTokens };
}

async function loraIn(folder: string, names: readonly string[]): Promise<FoundSource> {
  await checkDoor(folder, 'a LoRA adapter');
  const lacking = 'save it as safetensors: model.save_pretrained(FOLDER, safe_serialization=True)';
  if (!names.includes('adapter_model.safetensors'))
    throw refused(folder, 'adapter_model.safetensors is missing beside adapter_config.json', lacking);
  const kind = await peftTypeIn(folder);
  if (kind === 'LORA') return { kind: 'lora', folder };
  throw refused(folder, `adapter_config.json says the adapter is ${kind}`, 'merge it where it was trained, and import the merged folder');
}

async function peftTypeIn(folder: string): Promise<string> {
  try {
    const config: unknown = JSON.parse(await readFile(join(folder, 'adapter_config.json'), 'utf8'));
    const type: unknown = typeof config === 'object' && config !== null && 'peft_type' in config ? config.peft_type : undefined;
    return typeof type === 'string' ? type : 'of no kind';
  } catch {
    return 'no JSON';
  }
}

async function bundleIn(folder: string, names: readonly string[]): Promise<FoundSource> {
  await checkDoor(folder, 'an exported GGUF bundle');
  const modelfile = names.includes('Modelfile') ? parseModelfile(await readFile(join(folder, 'Modelfile'), 'utf8')) : null;
  if (modelfile?.hasAdapter === true) {
    throw refused(
      folder,
      'its Modelfile lays an adapter over the GGUF',
      'import the adapter with its base: slipway import MODEL ADAPTER --base FOLDER',
    );
  }
  return ggufAt(join(folder, ggufNamed(folder, names, modelfile)), { modelfile, manifest: await readBundleManifest(folder) });
}

/** By the Modelfile where it says so, else the one that there is. */
function ggufNamed(folder: string, names: readonly string[], modelfile: Modelfile | null): string {
  const ggufs = names.filter((name) => extname(name).toLowerCase() === '.gguf');
  const from = modelfile?.from ?? null;
  if (from !== null) {
    const named = ggufs.find((name) => name === from.replace(/^\.\//, ''));
    if (named !== undefined) return named;
    throw refused(folder, `its Modelfile says FROM ${from}, which is no .gguf of the bundle`, 'name the .gguf itself');
  }
  const [only = '', ...more] = ggufs;
  if (more.length === 0) return only;
  if (ggufs.includes('model.gguf')) return 'model.gguf';
  const parts = ggufs.every((name) => /-\d{5}-of-\d{5}\.gguf$/i.test(name));
  throw refused(
    folder,
    parts ? 'its GGUF is in parts' : `it holds ${ggufs.length} GGUF files: ${ggufs.slice(0, 5).join(', ')}`,
    parts ? 'join them: llama-gguf-split --merge FIRST model.gguf' : 'name one of them',
  );
}

function ggufAt(path: string, beside: { readonly modelfile: Modelfile | null; readonly manifest: BundleManifest | null }): FoundSource {
  try {
    return { kind: 'gguf', path, madeForTokens: inspectGguf(path).contextTokens, ...beside };
  } catch (error) {
    if (!(error instanceof ArtifactInvalidError)) throw error;
    throw new UsageError({ what: `${basename(path)}: expected a whole GGUF`, why: error.message, next: 'fetch or convert it again' });
  }
}

async function checkDoor(folder: string, noun: string): Promise<void> {
  const explanation = await refusedAtDoor(folder, `${folder}: expected the folder of ${noun}`);
  if (explanation !== undefined) throw new UsageError(explanation);
}

function refused(path: string, why: string, next: string): UsageError {
  return new UsageError({ what: `${path}: expected a model, a LoRA adapter or a GGUF`, why, next });
}
