/** Packaging: merged weights become the quantized file that will be served, verified in a process of its own before anybody judges it. */

import { join } from 'node:path';
import { ArtifactInvalidError } from '../gguf/artifact-invalid.js';
import { convertToGguf } from '../gguf/convert.js';
import { findQuantizer } from '../gguf/quantize.js';
import { verifyGguf } from '../gguf/verify.js';
import { packagingOf } from '../registry/packaging.js';
import { fetchFolder, storeFile, storeJson } from './artifacts.js';
import { inAttemptFolder } from './attempt-folder.js';
import { diffChatTemplate } from './chat-template.js';
import type { ActivityDependencies } from './dependencies.js';
import { withFailureTypes } from './failure.js';
import { whileHeartbeating } from './heartbeat.js';
import type { PackagingActivities } from './interface.js';

export function createPackagingActivities(deps: ActivityDependencies): PackagingActivities {
  return {
    packageModel(question) {
      const root = join(deps.settings.scratchDir, 'packaging', question.model, question.runId);
      return whileHeartbeating((signal) =>
        // Inside, so that a full disk is told before the folder is removed, which makes room.
        inAttemptFolder(root, (folder) => withFailureTypes(() => packageIn(deps, question, { folder, signal }), folder)),
      );
    },
    diffChatTemplate(question) {
      const root = join(deps.settings.scratchDir, 'templates', question.model, question.runId);
      return whileHeartbeating(() =>
        inAttemptFolder(root, (folder) => withFailureTypes(() => diffChatTemplate(deps, question, folder), folder)),
      );
    },
  };
}

async function packageIn(
  deps: ActivityDependencies,
  question: Parameters<PackagingActivities['packageModel']>[0],
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): ReturnType<PackagingActivities['packageModel']> {
  const { settings, processes: runner, store } = deps;
  const { quantization } = question.resolved.spec.package;
  const tools = { python: settings.python, programsDir: settings.programsDir, runner, signal };
  const mergedDir = await fetchFolder(store, question.merged, join(folder, 'merged'));
  const f16 = join(folder, 'model-f16.gguf');
  const { architecture } = await convertToGguf({ mergedDir, outPath: f16, converterDir: settings.converterDir, ...tools });
  const path = join(folder, `model-${quantization}.gguf`);
  const quantizer = await findQuantizer(runner);
  await quantizer.quantize({ inPath: f16, outPath: path, quantization, threads: settings.threads, signal });
  const report = await verifyGguf({ path, architecture, quantization, ...tools });
  const gguf = await storeFile(store, question.model, path);
  if (gguf.sha256 !== report.sha256)
    throw new ArtifactInvalidError(
      `expected SHA-256 ${report.sha256}, which was verified, to be stored; ${gguf.sha256} was: the file changed`,
    );
  const stored = await storeJson(store, question.model, { quantizer: quantizer.name, quantization, ...report });
  const packaging = await packagingOf(store, question.model, { quantization, header: report.header });
  return { artifact: { gguf, contextTokens: question.resolved.spec.release.runtime.contextTokens }, report: stored, packaging };
}
