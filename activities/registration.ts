/** Registration: everything that made a candidate and everything that was said of it, as one record that never changes, in the audit and in the heads of dev and staging. */

import { manifestSchema as datasetManifest } from '../dataset/version/manifest.js';
import type { DatasetRef } from '../domain/artifact.js';
import { costOfRun } from '../domain/cost.js';
import { secondsBetween } from '../domain/duration.js';
import type { Evidence } from '../evaluation/results.js';
import type { DatasetSizes, TrainingTimes, VersionManifest } from '../registry/manifest.js';
import { readStoredVersion, registerVersion, type VersionDraft } from '../registry/manifests.js';
import { signVersion } from '../registry/signing.js';
import { fetchJson } from './artifacts.js';
import { shortReason, writeAudit } from './audit.js';
import type { ActivityDependencies } from './dependencies.js';
import { followHead } from './environment-heads.js';
import type { RegistryActivities } from './interface.js';
import { scoresOf } from './scores.js';

type Registration = Parameters<RegistryActivities['registerVersion']>[0];

/** Idempotent on the run, at every step: an attempt that died is finished by the next. */
export async function register(deps: ActivityDependencies, question: Registration): Promise<string> {
  const { model, runId, artifact } = question;
  await auditApproval(deps, question);
  const manifest = await registerVersion(deps.store, await draftOf(deps, question));
  await auditVersion(deps, manifest);
  const { version, status } = manifest;
  if (deps.signer !== null) {
    await signVersion({ store: deps.store, model, version }, { signer: deps.signer, actor: `run:${runId}`, at: deps.now().toISOString() });
  }
  const move = { model, runId, to: { version, ggufSha256: artifact.gguf.sha256 } };
  await followHead(deps, { ...move, environment: 'dev', reason: 'made by its run' });
  if (status === 'accepted') await followHead(deps, { ...move, environment: 'staging', reason: 'passed its gates' });
  return version;
}

async function draftOf(deps: ActivityDependencies, question: Registration): Promise<VersionDraft> {
  const { model, runId, resolved, decision, champion, dataset, trained, artifact, packaging = null, verdicts } = question;
  const { train, package: recipe } = resolved.spec;
  return {
    model,
    origin: 'trained',
    runId,
    status: decision === 'promote' ? 'accepted' : 'rejected',
    createdAt: deps.now().toISOString(),
    parentVersion: champion,
    dataset,
    datasetSizes: await datasetSizes(deps, dataset),
    baseModel: { name: train.baseModel.name, uri: train.baseModel.uri, sha256: train.baseModel.sha256 },
    recipe: jsonOf({ digest: resolved.recipeDigest, train, package: recipe }),
    adapter: trained.adapter,
    merged: trained.merged,
    artifact,
    packaging,
    verdicts,
    evaluation: await evaluationOf(deps, question),
    approval: approvalOf(question),
    trainingTimes: trainingTimes(question),
    training: jsonOf(trained.metadata),
    environment: trained.environment ?? null,
    specDigest: resolved.digest,
    codeVersion: deps.settings.codeVersion,
  };
}

async function datasetSizes({ store }: ActivityDependencies, dataset: DatasetRef): Promise<DatasetSizes> {
  const { splits } = datasetManifest.parse(await fetchJson(store, dataset.manifest));
  return {
    train: splits.train.rows,
    validation: splits.validation.rows,
    heldOut: splits.heldOut.rows,
    anchor: splits.anchor?.rows ?? 0,
  };
}

async function evaluationOf({ store }: ActivityDependencies, { evidence }: Registration): Promise<VersionManifest['evaluation']> {
  if (evidence === undefined) return null;
  // Written by `evaluateModel`, read back by digest: the bytes are exactly what it wrote.
  return { evidence, scores: scoresOf((await fetchJson(store, evidence)) as Evidence) };
}

function approvalOf({ approval = null }: Registration): VersionManifest['approval'] {
  if (approval === null) return null;
  const { approved, identity, reason, at, evidenceSha256 } = approval;
  return { approved, identity, reason, at, evidenceSha256 };
}

/** From the first attempt to the last, on the machine that trains: what it costs is what it was kept for. */
function trainingTimes({ trained, resolved }: Registration): TrainingTimes | null {
  if (trained.times === undefined) return null;
  const { startedAt, finishedAt } = trained.times;
  const { cost: rates, train } = resolved.spec;
  const stage = { name: 'train' as const, startedAt, endedAt: finishedAt };
  const cost = rates === undefined ? null : { currency: rates.currency, amount: costOfRun([stage], rates, train.queue).total };
  return { startedAt, finishedAt, seconds: secondsBetween(startedAt, finishedAt), cost };
}

/** Before the version: whoever sees a version that needed an approval finds the approval. */
export async function auditApproval(
  deps: ActivityDependencies,
  { model, runId, approval = null, artifact }: Pick<Registration, 'model' | 'runId' | 'approval' | 'artifact'>,
): Promise<void> {
  if (approval === null) return;
  const { approved, identity, reason, at, evidenceSha256, because, chatTemplateDiff } = approval;
  await writeAudit(deps, {
    model,
    actor: identity,
    action: approved ? 'approved' : 'approval-refused',
    subject: runId,
    details: {
      because,
      evidenceSha256,
      ggufSha256: artifact.gguf.sha256,
      chatTemplateDiff: chatTemplateDiff?.sha256 ?? null,
      reason: shortReason(reason),
    },
    idempotencyKey: `approval/${runId}/${at}`,
    at,
  });
}

async function auditVersion(deps: ActivityDependencies, manifest: VersionManifest): Promise<void> {
  const { model, version, runId, status, parentVersion, artifact, createdAt } = manifest;
  const stored = await readStoredVersion(deps.store, model, version);
  if (stored === undefined)
    throw new Error(`Expected ${version} of ${model}, which was just registered, found none. Does something delete from the store?`);
  await writeAudit(deps, {
    model,
    actor: `run:${runId}`,
    action: 'version-registered',
    subject: version,
    details: { status, parentVersion, ggufSha256: artifact.gguf.sha256, manifestSha256: stored.sha256 },
    idempotencyKey: `version-registered/${runId}`,
    at: createdAt,
  });
}

/** Drops what JSON has no word for (undefined), so that what is stored is what was meant. */
function jsonOf(value: unknown): VersionManifest['recipe'] {
  return JSON.parse(JSON.stringify(value)) as VersionManifest['recipe'];
}
