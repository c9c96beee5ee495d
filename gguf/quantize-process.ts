/**
 * Program: `quantize-process IN OUT QUANTIZATION THREADS`. Calls llama.cpp's quantizer in the prebuilt libraries of an npm
 * package. A native crash or a wrong struct ends this process only. Exit code 2: llama.cpp refused the file.
 */

import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import koffi from 'koffi';
import { ggufFileTypes, type GgufQuantization } from './quantizations.js';

// The parameter struct changes between llama.cpp releases, and a wrong one corrupts memory: only this release is called.
const knownVersion = /^0\.5\.0\b/;
const knownBytes = 64;
const tensorTypeCount = 43;
const knownDefaults = {
  threads: 0,
  fileType: 7,
  outputType: tensorTypeCount,
  embeddingType: tensorTypeCount,
  quantizeOutput: true,
  largestBuffer: 8 * 1024 ** 3,
};

const setParentDeathSignal = 1;
const killSignal = 9;

dieWithParent();
quantize(process.argv.slice(2));

/** A quantizer whose worker was killed would go on beside the one of the retry. */
function dieWithParent(): void {
  if (process.platform !== 'linux') return;
  const result = koffi.load(null).func('int prctl(int, ulong, ulong, ulong, ulong)')(setParentDeathSignal, killSignal, 0, 0, 0);
  if (result !== 0) throw new Error(`expected prctl to take the signal, got ${String(result)}`);
}

function quantize([inPath, outPath, quantization, threads]: readonly (string | undefined)[]): void {
  if (inPath === undefined || outPath === undefined || !isKnown(quantization))
    throw new Error(`expected IN OUT ${Object.keys(ggufFileTypes).join('|')} THREADS`);
  const llama = loadLlama();
  const version = llama.func('const char* llama_version()')() as string;
  if (!knownVersion.test(version))
    throw new Error(`expected llama.cpp 0.5.0, found ${version}; install the pinned @node-llama-cpp/linux-x64`);
  const parameters = koffi.struct('QuantizeParameters', {
    threads: 'int32',
    fileType: 'int32',
    outputType: 'int32',
    embeddingType: 'int32',
    allowRequantize: 'bool',
    quantizeOutput: 'bool',
    onlyCopy: 'bool',
    pure: 'bool',
    keepSplit: 'bool',
    dryRun: 'bool',
    importanceMatrix: 'void*',
    keyValueOverrides: 'void*',
    tensorTypeOverrides: 'void*',
    pruneLayers: 'void*',
    largestBuffer: 'size_t',
  });
  const defaults = llama.func('llama_model_quantize_default_params', parameters, [])() as Record<string, unknown>;
  checkLayout(koffi.sizeof(parameters), defaults);
  const run = llama.func('llama_model_quantize', 'uint32', ['str', 'str', koffi.pointer(parameters)]);
  const code = run(inPath, outPath, { ...defaults, fileType: ggufFileTypes[quantization], threads: Number(threads) }) as number;
  // Apart from the 1 of an exception: this one is about the file.
  if (code !== 0) process.exitCode = 2;
}

function isKnown(quantization: string | undefined): quantization is GgufQuantization {
  return quantization !== undefined && Object.hasOwn(ggufFileTypes, quantization);
}

function loadLlama(): ReturnType<typeof koffi.load> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@node-llama-cpp/linux-x64')), '..', 'bins', 'linux-x64');
  const names = readdirSync(folder);
  // Each needs symbols of the one before it.
  const [, , llama] = [/^libggml-base\.so$/, /^libggml\.v.*\.so$/, /^libllama\.v.*\.so$/].map((pattern) => {
    const name = names.find((each) => pattern.test(each));
    if (name === undefined)
      throw new Error(`expected a library like ${pattern.source} in @node-llama-cpp/linux-x64, found none; run npm ci again`);
    return koffi.load(join(folder, name), { global: true, lazy: true });
  });
  if (llama === undefined) throw new Error('no library was loaded');
  return llama;
}

function checkLayout(bytes: number, defaults: Record<string, unknown>): void {
  if (bytes !== knownBytes) throw new Error(`expected quantization parameters of ${knownBytes} bytes, found ${bytes}`);
  for (const [key, expected] of Object.entries(knownDefaults)) {
    if (defaults[key] !== expected)
      throw new Error(
        `expected llama.cpp's default ${key} to be ${expected}, found ${String(defaults[key])}: its parameters have another layout`,
      );
  }
}
