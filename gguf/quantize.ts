/** Quantizes an f16 GGUF, always in a process of its own: native code that crashes must not take a worker along. */

import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ProcessCommand, ProcessRunner } from '../platform/ports.js';
import { writeWhole } from './partial-file.js';
import { writerFailure } from './process-failure.js';
import type { GgufQuantization } from './quantizations.js';

export interface QuantizeJob {
  readonly inPath: string;
  readonly outPath: string;
  readonly quantization: GgufQuantization;
  readonly threads: number;
  readonly signal?: AbortSignal;
}

export interface Quantizer {
  readonly name: 'libllama' | 'llama-quantize';
  /** Deterministic, whatever `threads` is. Throws ArtifactInvalidError when the input cannot be quantized. */
  quantize(job: QuantizeJob): Promise<void>;
}

// What each ends with when it is the file that cannot be quantized.
const refusedExitCodes: Readonly<Record<Quantizer['name'], number>> = { libllama: 2, 'llama-quantize': 1 };
// Some 13 million weights a second and core: ten minutes for 8 billion on one core, and room for a busy machine.
const timeoutMilliseconds = 2 * 60 * 60_000;
// An assertion that fails ends the process; without this it runs a debugger first, whose pages of output hide what was asserted.
const env = { GGML_NO_BACKTRACE: '1' };

/** The pinned libraries of the optional npm package where they are installed, else a `llama-quantize` on PATH. */
export async function findQuantizer(runner: ProcessRunner): Promise<Quantizer> {
  if (hasLibraries()) return quantizerBy('libllama', libllamaCommand, runner);
  // It has no version flag; without arguments it prints its usage and exits with 1.
  const usage = await runner.run({ program: 'llama-quantize', args: [] }).catch(() => undefined);
  if (usage !== undefined) return quantizerBy('llama-quantize', llamaQuantizeCommand, runner);
  throw new Error('expected the npm package @node-llama-cpp/linux-x64 (npm install) or llama-quantize on PATH, found neither');
}

function hasLibraries(): boolean {
  try {
    createRequire(import.meta.url).resolve('@node-llama-cpp/linux-x64');
    return true;
  } catch {
    return false;
  }
}

function quantizerBy(name: Quantizer['name'], commandOf: (job: QuantizeJob) => ProcessCommand, runner: ProcessRunner): Quantizer {
  return {
    name,
    quantize: (job) =>
      writeWhole(job.outPath, async (partial) => {
        const command = commandOf({ ...job, outPath: partial });
        const result = await runner.run({
          ...command,
          env,
          timeoutMilliseconds,
          ...(job.signal === undefined ? {} : { signal: job.signal }),
        });
        const refused = result.exitCode === refusedExitCodes[name];
        if (result.exitCode === 0) return;
        throw await writerFailure(`quantizing ${job.inPath} to ${job.quantization} by ${name}`, result, { refused, outPath: partial });
      }),
  };
}

function libllamaCommand(job: QuantizeJob): ProcessCommand {
  const args = [job.inPath, job.outPath, job.quantization, String(job.threads)];
  // From a checkout the child is TypeScript as well, and needs the loader that this process may not have been given (vitest).
  const fromCheckout = import.meta.url.endsWith('.ts');
  const child = fileURLToPath(new URL(`quantize-process.${fromCheckout ? 'ts' : 'js'}`, import.meta.url));
  const loader = fromCheckout ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : [];
  return { program: process.execPath, args: [...loader, child, ...args] };
}

function llamaQuantizeCommand(job: QuantizeJob): ProcessCommand {
  return { program: 'llama-quantize', args: [job.inPath, job.outPath, job.quantization, String(job.threads)] };
}
