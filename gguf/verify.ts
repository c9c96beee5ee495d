/** Proves that a packaged file can be served: bytes, header, quantization, then a load and a generation in a process of its own. */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ProcessResult, ProcessRunner } from '../platform/ports.js';
import { checkArchitecture } from './architecture-check.js';
import { ArtifactInvalidError } from './artifact-invalid.js';
import { sha256OfFile } from './digest.js';
import { inspectGguf, type GgufHeader } from './inspect.js';
import { processFailure } from './process-failure.js';
import { checkQuantization } from './quantization-check.js';
import { statedQuantization, type GgufQuantization } from './quantizations.js';
import type { TensorHistogram } from './tensors.js';

export interface Verification {
  readonly path: string;
  readonly expectedSha256?: string;
  /** What the file was made from, in llama.cpp's words; null where nobody knows, as of a file that was made elsewhere. */
  readonly architecture: string | null;
  /** What it was quantized to; null for whatever the file says of itself, which must then be true. */
  readonly quantization: GgufQuantization | null;
  /** Interpreter that has xllamacpp. */
  readonly python: string;
  /** Folder of this package's Python programs. */
  readonly programsDir: string;
  readonly runner: ProcessRunner;
  readonly signal?: AbortSignal;
}

export interface GgufReport {
  readonly sha256: string;
  readonly bytes: number;
  readonly header: GgufHeader;
  readonly histogram: TensorHistogram;
  /** Tensors whose rows did not fit the wanted type: a larger file and other losses than its name says. */
  readonly fallbackTensors: number;
  readonly loads: true;
  /** What the model said to a bare word, greedily. */
  readonly sample: string;
}

const probeReply = z.union([z.strictObject({ text: z.string(), tokens: z.number() }), z.strictObject({ error: z.string() })]);

// A load reads and checks every byte: minutes for tens of gigabytes on a slow disk.
const probeTimeoutMilliseconds = 10 * 60_000;
// Enough for the probe's word and its answer.
const probeContextTokens = 128;

/** Throws ArtifactInvalidError at the first check that fails, cheapest first: what is damaged is never loaded. */
export async function verifyGguf(verification: Verification): Promise<GgufReport> {
  const { path, expectedSha256, architecture, quantization } = verification;
  const sha256 = await sha256OfFile(path);
  if (expectedSha256 !== undefined && sha256 !== expectedSha256)
    throw new ArtifactInvalidError(`expected SHA-256 ${expectedSha256}, found ${sha256}: these are other bytes`);
  const header = inspectGguf(path);
  if (architecture !== null) checkArchitecture(header, architecture);
  const stated = quantization ?? statedQuantization(header.fileType);
  // Of a quantization that is not made here nothing is known to hold it to; that it loads and speaks is shown below.
  const { fallbackTensors } = stated === undefined ? { fallbackTensors: 0 } : checkQuantization(header, stated);
  const sample = await probe(verification);
  return { sha256, bytes: (await stat(path)).size, header, histogram: header.histogram, fallbackTensors, loads: true, sample };
}

async function probe({ path, python, programsDir, runner, signal }: Verification): Promise<string> {
  const result = await runner.run({
    program: python,
    args: [join(programsDir, 'serve', 'probe.py'), path, String(probeContextTokens)],
    env: { OMP_NUM_THREADS: '1' },
    timeoutMilliseconds: probeTimeoutMilliseconds,
    ...(signal === undefined ? {} : { signal }),
  });
  const reply = replyOf(result);
  if (reply === undefined || 'error' in reply) throw processFailure('loading it with llama.cpp', result, reply !== undefined);
  if (reply.tokens === 0 || reply.text.trim() === '')
    throw new ArtifactInvalidError(`it loads and generates nothing: ${reply.tokens} tokens, text ${JSON.stringify(reply.text)}`);
  return reply.text;
}

function replyOf(result: ProcessResult): z.output<typeof probeReply> | undefined {
  // A process that was ended by a signal may have answered before: a crash is the verdict all the same.
  if (result.signal !== null || result.stdout === '') return undefined;
  return probeReply.parse(JSON.parse(result.stdout));
}
