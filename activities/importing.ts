/** Taking in a model that was made elsewhere: merging an adapter, proving that a file can be served, and registering what came of it. */

import { join } from 'node:path';
import { z } from 'zod';
import { mergeAdapter } from '../gguf/merge.js';
import { quantizationName } from '../gguf/quantizations.js';
import { verifyGguf } from '../gguf/verify.js';
import { registerVersion } from '../registry/manifests.js';
import { packagingOf } from '../registry/packaging.js';
import { signVersion } from '../registry/signing.js';
import type { ImportedVersion } from '../workflows/contract.js';
import { fetchFile, fetchFolder, fetchJson, storeFolder, storeJson } from './artifacts.js';
import { inAttemptFolder } from './attempt-folder.js';
import { shortReason, writeAudit } from './audit.js';
import type { ActivityDependencies } from './dependencies.js';
import { followHead } from './environment-heads.js';
import { permanent, withFailureTypes } from './failure.js';
import { whileHeartbeating } from './heartbeat.js';
import type { ImportActivities, ImportQuestion } from './import-interface.js';

type Registration = Parameters<ImportActivities['registerImport']>[0];

export function createImportActivities(deps: ActivityDependencies): ImportActivities {
  const { settings, processes: runner, store } = deps;
  const tools = { python: settings.python, programsDir: settings.programsDir, runner };
  const inFolder = <T>({ model, importId }: ImportQuestion, work: (folder: string, signal: AbortSignal) => Promise<T>): Promise<T> => {
    const root = join(settings.scratchDir, 'imports', model, importId);
    return whileHeartbeating((signal) => inAttemptFolder(root, (folder) => withFailureTypes(() => work(folder, signal), folder)));
  };
  return {
    mergeAdapter: (question) =>
      inFolder(question, async (folder, signal) => {
        const baseDir = await fetchFolder(store, question.base, join(folder, 'base'));
        const adapterDir = await fetchFolder(store, question.adapter, join(folder, 'adapter'));
        const outDir = join(folder, 'merged');
        await mergeAdapter({ baseDir, adapterDir, outDir, threads: settings.threads, signal, ...tools });
        return storeFolder(store, question.model, outDir);
      }),
    verifyImport: (question) =>
      inFolder(question, async (folder, signal) => {
        const path = await fetchFile(store, question.gguf, join(folder, 'model.gguf'));
        const verified = await verifyGguf({ path, architecture: null, quantization: null, signal, ...tools });
        const quantization = quantizationName(verified.header.fileType);
        const report = await storeJson(store, question.model, { quantization, ...verified });
        return { report, packaging: await packagingOf(store, question.model, { quantization, header: verified.header }) };
      }),
    registerImport: (question) => withFailureTypes(() => register(deps, question)),
  };
}

async function register(deps: ActivityDependencies, question: Registration): Promise<ImportedVersion> {
  const { store, signer } = deps;
  const { model, runId: importId, request, gguf } = question;
  const { version, artifact, createdAt: at } = await registerVersion(store, await draftOf(deps, question));
  await writeAudit(deps, {
    model,
    actor: request.identity,
    action: 'version-imported',
    subject: version,
    details: {
      runId: importId,
      source: request.from,
      kind: request.source.kind,
      ggufSha256: gguf.sha256,
      reason: shortReason(request.reason),
    },
    idempotencyKey: `version-imported/${importId}`,
    at,
  });
  if (signer !== null) await signVersion({ store, model, version }, { signer, actor: `run:${importId}`, at: deps.now().toISOString() });
  const to = { version, ggufSha256: gguf.sha256 };
  await followHead(deps, { model, environment: 'dev', to, runId: importId, reason: 'imported' });
  return { model, version, importId, ggufSha256: gguf.sha256, contextTokens: artifact.contextTokens };
}

async function draftOf(deps: ActivityDependencies, question: Registration): Promise<Parameters<typeof registerVersion>[1]> {
  const { model, runId, request, gguf, merged, packaging } = question;
  const { source } = request;
  return {
    model,
    origin: 'imported',
    runId,
    status: 'candidate',
    createdAt: deps.now().toISOString(),
    parentVersion: null,
    // What it was made of is what its maker says: nothing of it was seen here.
    dataset: null,
    datasetSizes: null,
    baseModel: source.kind === 'lora' ? { ...source.baseModel, uri: null } : null,
    recipe: null,
    adapter: source.kind === 'lora' ? source.adapter : null,
    merged,
    artifact: { gguf, contextTokens: await contextTokensOf(deps, question) },
    packaging,
    verdicts: [],
    evaluation: null,
    approval: null,
    trainingTimes: null,
    training: null,
    environment: null,
    specDigest: null,
    codeVersion: deps.settings.codeVersion,
  };
}

/** Written by `packageModel` or `verifyImport`, read back by digest. */
const packagingReport = z.object({ header: z.object({ contextTokens: z.int().positive() }) });

/** Past what a model was made for, its answers are noise: asked for, that is refused; by default, it is the limit. */
async function contextTokensOf({ store }: ActivityDependencies, { report, request, resolved }: Registration): Promise<number> {
  const { header } = packagingReport.parse(await fetchJson(store, report));
  const { contextTokens: asked } = request;
  if (asked === null) return Math.min(resolved.spec.release.runtime.contextTokens, header.contextTokens);
  if (asked <= header.contextTokens) return asked;
  throw permanent(
    'ArtifactInvalid',
    `--context: expected at most ${header.contextTokens} tokens, which the model was made for, got ${asked}; import it with less`,
  );
}
