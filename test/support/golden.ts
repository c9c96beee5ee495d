/** The golden chain: the committed base model, converted and quantized, and an adapter of it, once for all suites and without training. Cached by digest of what makes it. */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { convertToGguf } from '../../gguf/convert.js';
import { digestLines, sha256OfFile } from '../../gguf/digest.js';
import { findQuantizer } from '../../gguf/quantize.js';
import { packageRoot } from '../../platform/package-root.js';
import { createProcessRunner } from '../../platform/process-runner.js';
import { interpreterOf, layoutOf } from '../../setup/layout.js';

const root = packageRoot();
const layout = layoutOf();

/** What real tests start programs with. */
export const tools = {
  python: process.env['SLIPWAY_PYTHON'] ?? interpreterOf(layout.pythonEnvironment),
  programsDir: join(root, 'python'),
  converterDir: layout.converter,
  runner: createProcessRunner(),
};

export const goldenBaseDir = join(root, 'python', 'tiny_base', 'model');

/** For `describe.skipIf(missingParts !== undefined)`: what is not there and the command that brings it. */
export const missingParts =
  existsSync(tools.python) && existsSync(tools.converterDir) ? undefined : 'no Python environment: run slipway doctor';

/** Path of the base as Q4_K_M. Safe to call from several test files at once: the file appears whole. */
export async function goldenGguf(): Promise<string> {
  const folder = join(layout.home, 'golden', await digestOfInputs());
  const path = join(folder, 'base-Q4_K_M.gguf');
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  const f16 = join(folder, `base-f16-${process.pid}.gguf`);
  await convertToGguf({ mergedDir: goldenBaseDir, outPath: f16, ...tools });
  const quantizer = await findQuantizer(tools.runner);
  await quantizer.quantize({ inPath: f16, outPath: path, quantization: 'Q4_K_M', threads: 1 });
  await rm(f16);
  return path;
}

/** An adapter of the base and what the trainer merges of it, in `adapter` and `merged` of a folder. Made in a quarter of a minute, once. */
export async function goldenAdapter(): Promise<string> {
  const folder = join(layout.home, 'golden', await digestOfInputs(), 'lora');
  if (existsSync(folder)) return folder;
  const partial = `${folder}-${process.pid}`;
  const args = [join(root, 'test', 'support', 'golden_adapter.py'), join(tools.programsDir, 'train'), goldenBaseDir, partial];
  const { exitCode, stderr } = await tools.runner.run({ program: tools.python, args, env: { OMP_NUM_THREADS: '1', HF_HUB_OFFLINE: '1' } });
  if (exitCode !== 0) throw new Error(stderr);
  // Another test file may have been faster, with the same bytes.
  await rename(partial, folder).catch(() => rm(partial, { recursive: true }));
  return folder;
}

async function digestOfInputs(): Promise<string> {
  const made = ['python/convert/main.py', 'gguf/quantize-process.ts', 'python/train/publish.py', 'test/support/golden_adapter.py'];
  const programs = made.map((path) => sha256OfFile(join(root, path)));
  // Pins of the converter and the quantizer.
  const pins = [join(root, 'package-lock.json'), join(root, 'setup', 'pins.ts')].map((path) => readFile(path, 'utf8'));
  const inputs = await Promise.all([digestLines(goldenBaseDir), ...programs, ...pins]);
  return createHash('sha256').update(inputs.join('\n')).digest('hex').slice(0, 16);
}
