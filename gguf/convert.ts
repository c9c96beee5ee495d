/** A merged Hugging Face folder becomes an f16 GGUF, by llama.cpp's own converter in a Python process. */

import { join } from 'node:path';
import { z } from 'zod';
import type { ProcessRunner } from '../platform/ports.js';
import { checkArchitecture } from './architecture-check.js';
import { inspectGguf, type GgufHeader } from './inspect.js';
import { writerFailure } from './process-failure.js';
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

// What python/convert/main.py says last: what it takes the folder's config.json for.
const lastLine = z.strictObject({ architecture: z.string().min(1) });
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
    const refused = result.exitCode === refusedExitCode;
    if (result.exitCode !== 0) throw await writerFailure(`converting ${mergedDir} to GGUF`, result, { refused, outPath: partial });
    const { architecture } = lastLine.parse(JSON.parse(result.stdout.trimEnd().split('\n').at(-1) ?? ''));
    const header = inspectGguf(partial);
    checkArchitecture(header, architecture);
    return header;
  });
}
