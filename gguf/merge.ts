/** A LoRA adapter and the base that it was trained on become one merged Hugging Face folder, by PEFT in a Python process. */

import { join } from 'node:path';
import type { ProcessRunner } from '../platform/ports.js';
import { writeWhole } from './partial-file.js';
import { writerFailure } from './process-failure.js';

export interface Merge {
  readonly baseDir: string;
  readonly adapterDir: string;
  readonly outDir: string;
  /** Interpreter that has torch and PEFT. */
  readonly python: string;
  /** Folder of this package's Python programs. */
  readonly programsDir: string;
  readonly threads: number;
  readonly runner: ProcessRunner;
  readonly signal?: AbortSignal;
}

// python/merge/main.py: these two cannot be merged, whatever the machine.
const refusedExitCode = 2;
// Reads and writes the base once; imports are most of it for a small model.
const timeoutMilliseconds = 60 * 60_000;

/** The same bytes as the trainer's own merge on a CPU. Throws ArtifactInvalidError when the adapter does not fit the base. */
export function mergeAdapter({ baseDir, adapterDir, outDir, python, programsDir, threads, runner, signal }: Merge): Promise<void> {
  return writeWhole(outDir, async (partial) => {
    const result = await runner.run({
      program: python,
      args: [join(programsDir, 'merge', 'main.py'), baseDir, adapterDir, partial, String(threads)],
      env: { OMP_NUM_THREADS: String(threads), HF_HUB_OFFLINE: '1', TRANSFORMERS_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false' },
      timeoutMilliseconds,
      ...(signal === undefined ? {} : { signal }),
    });
    if (result.exitCode === 0) return;
    const refused = result.exitCode === refusedExitCode;
    throw await writerFailure('merging the adapter with its base', result, { refused, outPath: partial });
  });
}
