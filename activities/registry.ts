/** What should serve, what was made, what became of each run: the registry as verbs, every one idempotent on its run. */

import { activityInfo, log } from '@temporalio/activity';
import { chatTemplateDigest } from '../domain/chat-template.js';
import { secondsBetween } from '../domain/duration.js';
import type { Champion, RunResult } from '../workflows/contract.js';
import { moveHead, readHead } from '../registry/heads.js';
import { recipeDigestOf, type VersionManifest } from '../registry/manifest.js';
import { readVersion } from '../registry/manifests.js';
import { saveRun } from '../registry/runs.js';
import type { ObjectStore } from '../platform/ports.js';
import { shortReason, writeAudit, writeAuditIfWhole } from './audit.js';
import type { ActivityDependencies } from './dependencies.js';
import { permanent, withFailureTypes } from './failure.js';
import type { RegistryActivities } from './interface.js';
import { register } from './registration.js';
import { resolveRollback } from './rollback-target.js';

const environment = 'production';

export function createRegistryActivities(deps: ActivityDependencies): RegistryActivities {
  const { store, metrics, now } = deps;
  return {
    readChampion: (model) => readChampion(deps, model),
    registerVersion: (question) => withFailureTypes(() => register(deps, question)),
    moveHead: (move) => withFailureTypes(() => moveProductionHead(deps, move)),
    resolveRollback: (question) => resolveRollback(deps, question),
    async recordRun(result) {
      await saveRun(store, { ...result, endedAt: now().toISOString() });
      await auditEnd(deps, result);
      await keepPage(store, result);
      metrics.runEnded(result.model, result.outcome);
      for (const stage of result.stages) metrics.stageEnded(result.model, stage.name, secondsBetween(stage.startedAt, stage.endedAt));
    },
    async recordRollback({ model, requestedBy, report }) {
      // An adoption takes the way of a rollback and is none: nothing was wrong with the version before.
      const isAdoption = report.trigger === 'adopted';
      if (!isAdoption) metrics.rolledBack(model, report.trigger);
      await writeAuditIfWhole(deps, {
        model,
        at: report.verifiedAt,
        actor: requestedBy,
        action: isAdoption ? 'adopted' : 'rolled-back',
        subject: report.to,
        details: { ...report },
        idempotencyKey: `rolled-back/${report.rollbackId}`,
      });
    },
  };
}

async function moveProductionHead(deps: ActivityDependencies, move: Parameters<RegistryActivities['moveHead']>[0]): Promise<void> {
  const { store, now } = deps;
  const { model, runId, to, expected, reason, isRollback = false } = move;
  const at = now().toISOString();
  const target = { version: to.version, ggufSha256: to.artifact.gguf.sha256 };
  const head = await moveHead({ store, model, environment, to: target, expected, runId, reason, at });
  await (isRollback ? writeAuditIfWhole : writeAudit)(deps, {
    model,
    at,
    actor: `run:${runId}`,
    action: 'head-moved',
    subject: to.version,
    details: { environment, from: expected, sha256: target.ggufSha256, reason: shortReason(reason) },
    idempotencyKey: `head-moved/${runId}/${to.version}`,
  });
  // Moved and written down, perhaps by an attempt that died before it could say so, while somebody else has moved on.
  if (head.version === to.version) return;
  throw permanent(
    'Superseded',
    `${runId} moved the head of ${model} to ${to.version}; ${head.runId} has moved it to ${head.version} since`,
  );
}

/** The next run waits for this one to have ended: not for somebody to mend its audit. */
async function auditEnd(deps: ActivityDependencies, { model, runId, outcome, reason, version }: RunResult): Promise<void> {
  await writeAuditIfWhole(deps, {
    model,
    actor: `run:${runId}`,
    action: 'run-ended',
    subject: runId,
    details: { outcome, version, reason: shortReason(reason) },
    idempotencyKey: `run-ended/${runId}`,
  });
}

/** An attempt that died may have died of the page: the record goes before, and later attempts do without. */
const attemptsAtPage = 2;

/** A run is recorded whether or not its report can be drawn, also on a disk that is full: `slipway report` draws one that is missing. */
async function keepPage(store: ObjectStore, { model, runId }: RunResult): Promise<void> {
  if (activityInfo().attempt > attemptsAtPage) return;
  try {
    const { keepReport } = await import('../reports/keep.js');
    await keepReport(store, model, runId);
  } catch (error) {
    log.warn('the report of the run could not be kept', { model, runId, error });
  }
}

async function readChampion({ store }: ActivityDependencies, model: string): Promise<Champion | null> {
  const head = await readHead(store, model, environment);
  if (head === undefined) return null;
  const manifest = await readVersion(store, model, head.version);
  if (manifest === undefined) {
    throw permanent(
      'VersionUnknown',
      `the production head of ${model} names ${head.version}, which has no manifest; restore models/${model}/versions`,
    );
  }
  return championOf(manifest);
}

/** What a run compares with, or releases again. */
export function championOf(manifest: VersionManifest): Champion {
  const { version, artifact, dataset, baseModel, packaging } = manifest;
  return {
    version,
    artifact,
    dataset,
    baseModelSha256: baseModel?.sha256 ?? null,
    recipeDigest: recipeDigestOf(manifest),
    chatTemplateSha256: packaging === null ? null : chatTemplateDigest(packaging.chatTemplate),
  };
}
