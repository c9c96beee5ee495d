/** A merged Hugging Face folder becomes an f16 GGUF, by llama.cpp's own converter in a Python process. */

import { join } from 'node:path';
import type { ProcessRunner } from '../platform/ports.js';
import { inspectGguf, type GgufHeader } from './inspect.js';
import { processFailure } from './process-failure.js';
import { writeWhole } from './partial-file.js';

export interface Conversion {
  readonly mergedDir: string;
  readonly outPath: string;
  /** Interpreter that has torch and sentencepiece. */
  readonly python: string;
  /** Folder of this package's Python programs. */
  readonly programsDir: string;
  /** Where the converter's wheel is unpacked. */
  readonly converterDir: string;
  readonly runner: ProcessRunner;
  readonly signal?: AbortSignal;
}

// python/convert/main.py: the folder cannot be converted, whatever the machine.
const refusedExitCode = 2;
// Mostly imports for a small model; a large one is bound by the disk, at some 100 MB/s in the worst case.
const timeoutMilliseconds = 60 * 60_000;

/** Idempotent: the same folder gives the same bytes. Throws ArtifactInvalidError when the folder cannot be converted. */
export function convertToGguf(conversion: Conversion): Promise<GgufHeader> {
  const { mergedDir, outPath, python, programsDir, converterDir, runner, signal } = conversion;
  return writeWhole(outPath, async (partial) => {
    const result = await runner.run({
      program: python,
      args: [join(programsDir, 'convert', 'main.py'), converterDir, mergedDir, partial],
      env: { OMP_NUM_THREADS: '1', HF_HUB_OFFLINE: '1', TRANSFORMERS_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false' },
      timeoutMilliseconds,
      ...(signal === undefined ? {} : { signal }),
    });
    if (result.exitCode !== 0) throw processFailure(`converting ${mergedDir} to GGUF`, result, result.exitCode === refusedExitCode);
    return inspectGguf(partial);
  });
}
