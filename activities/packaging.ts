/** Packaging: merged weights become the quantized file that will be served, verified in a process of its own before anybody judges it. */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { convertToGguf } from '../gguf/convert.js';
import { findQuantizer } from '../gguf/quantize.js';
import { verifyGguf } from '../gguf/verify.js';
import { fetchFolder, storeFile, storeJson } from './artifacts.js';
import type { ActivityDependencies } from './dependencies.js';
import { withFailureTypes } from './failure.js';
import { whileHeartbeating } from './heartbeat.js';
import type { PackagingActivities } from './interface.js';

export function createPackagingActivities(deps: ActivityDependencies): PackagingActivities {
  return {
    packageModel: (question) => whileHeartbeating((signal) => withFailureTypes(() => packageIn(deps, question, signal))),
  };
}

async function packageIn(
  deps: ActivityDependencies,
  question: Parameters<PackagingActivities['packageModel']>[0],
  signal: AbortSignal,
): ReturnType<PackagingActivities['packageModel']> {
  const { settings, processes: runner, store } = deps;
  const { quantization } = question.resolved.spec.package;
  const root = join(settings.scratchDir, 'packaging', question.model, question.runId);
  const tools = { python: settings.python, programsDir: settings.programsDir, runner, signal };
  const mergedDir = await fetchFolder(store, question.merged, join(root, 'merged'));
  const f16 = join(root, 'model-f16.gguf');
  await convertToGguf({ mergedDir, outPath: f16, converterDir: settings.converterDir, ...tools });
  const path = join(root, `model-${quantization}.gguf`);
  const quantizer = await findQuantizer(runner);
  await quantizer.quantize({ inPath: f16, outPath: path, quantization, threads: settings.threads, signal });
  const report = await verifyGguf({ path, quantization, ...tools });
  const gguf = await storeFile(store, question.model, path);
  const stored = await storeJson(store, question.model, { quantizer: quantizer.name, quantization, ...report });
  await rm(root, { recursive: true, force: true });
  return { artifact: { gguf, contextTokens: question.resolved.spec.release.runtime.contextTokens }, report: stored };
}
