/** What should serve, what was made, what became of each run: the registry as verbs, every one idempotent on its run. */

import { activityInfo, log } from '@temporalio/activity';
import type { ServedVersion, Champion, RunResult } from '../workflows/contract.js';
import { appendAudit } from '../registry/audit.js';
import { readEvidence } from '../registry/evidence.js';
import { moveHead, readHead, type Head } from '../registry/heads.js';
import { readVersion, registerVersion, type VersionManifest } from '../registry/manifests.js';
import { saveRun } from '../registry/runs.js';
import type { ObjectStore } from '../platform/ports.js';
import type { ActivityDependencies } from './dependencies.js';
import { permanent, withFailureTypes } from './failure.js';
import type { RegistryActivities } from './interface.js';

const environment = 'production';

export function createRegistryActivities(deps: ActivityDependencies): RegistryActivities {
  const { store, metrics, now } = deps;
  return {
    readChampion: (model) => readChampion(deps, model),
    registerVersion: (question) => register(deps, question),
    moveHead: (move) =>
      withFailureTypes(async () => {
        const { model, runId, to, expected, reason } = move;
        const at = now().toISOString();
        const target = { version: to.version, ggufSha256: to.artifact.gguf.sha256 };
        const head = await moveHead({ store, model, environment, to: target, expected, runId, reason, at });
        await appendAudit(store, {
          model,
          at,
          actor: `run:${runId}`,
          action: 'head-moved',
          subject: to.version,
          details: { from: expected, sha256: target.ggufSha256, reason },
          idempotencyKey: `head-moved/${runId}/${to.version}`,
        });
        // Moved and written down, perhaps by an attempt that died before it could say so, while somebody else has moved on.
        if (head.version !== to.version)
          throw permanent(
            'Superseded',
            `${runId} moved the head of ${model} to ${to.version}; ${head.runId} has moved it to ${head.version} since`,
          );
      }),
    resolveRollback: (question) => resolveRollback(deps, question),
    async recordRun(result) {
      await saveRun(store, { ...result, endedAt: now().toISOString() });
      await keepPage(store, result);
      metrics.runEnded(result.model, result.outcome);
      for (const stage of result.stages) {
        metrics.stageEnded(result.model, stage.name, (Date.parse(stage.endedAt) - Date.parse(stage.startedAt)) / 1000);
      }
    },
    async recordRollback({ model, requestedBy, report }) {
      metrics.rolledBack(model, report.trigger);
      await appendAudit(store, {
        model,
        at: report.verifiedAt,
        actor: requestedBy,
        action: 'rolled-back',
        subject: report.to,
        details: jsonOf(report),
        idempotencyKey: `rolled-back/${report.rollbackId}`,
      });
    },
  };
}

async function register(deps: ActivityDependencies, question: Parameters<RegistryActivities['registerVersion']>[0]): Promise<string> {
  const { model, runId, resolved, decision, champion, dataset, trained, artifact, verdicts } = question;
  const { train, package: packaging } = resolved.spec;
  const { version } = await registerVersion(deps.store, {
    model,
    runId,
    status: decision === 'promote' ? 'accepted' : 'rejected',
    createdAt: deps.now().toISOString(),
    dataset,
    baseModel: { name: train.baseModel.name, sha256: train.baseModel.sha256 },
    recipe: jsonOf({ digest: resolved.recipeDigest, train, package: packaging }),
    adapter: trained.adapter,
    artifact,
    parentVersion: champion,
    verdicts,
    training: jsonOf(trained.metadata),
    specDigest: resolved.digest,
    codeVersion: deps.settings.codeVersion,
  });
  return version;
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

async function resolveRollback(
  { store }: ActivityDependencies,
  question: Parameters<RegistryActivities['resolveRollback']>[0],
): Promise<{ readonly target: ServedVersion } | { readonly refused: string }> {
  const { model, to } = question;
  const head = await readHead(store, model, environment);
  if (head === undefined) return { refused: `no version of ${model} has been released yet` };
  const wanted = to ?? ((await isInCanary(store, question, head)) ? head.version : head.previous?.version);
  if (wanted === undefined) return { refused: `${head.version} is the first release of ${model}; there is no earlier version` };
  if (!/^v[1-9]\d*$/.test(wanted)) return { refused: `expected a version such as v3, got "${wanted}"` };
  const manifest = await readVersion(store, model, wanted);
  if (manifest === undefined) return { refused: `${model} has no ${wanted}; list its versions with: slipway versions ${model}` };
  if (manifest.status === 'rejected')
    return { refused: `${wanted} was rejected by its gates and never served; choose an accepted version` };
  return { target: { version: manifest.version, artifact: manifest.artifact } };
}

/** Then the head is the champion, and back means away from the candidate. The first look is taken when it gets its first users. */
async function isInCanary(
  store: ObjectStore,
  { model, activeRunId }: { readonly model: string; readonly activeRunId: string | null },
  head: Head,
): Promise<boolean> {
  if (activeRunId === null || head.runId === activeRunId) return false;
  return (await readEvidence(store, { model, rolloutId: activeRunId }, 1)) !== undefined;
}

function championOf(manifest: VersionManifest): Champion {
  const { version, artifact, dataset, baseModel, recipe } = manifest;
  const digest = typeof recipe === 'object' && recipe !== null && 'digest' in recipe ? recipe['digest'] : undefined;
  return { version, artifact, dataset, baseModelSha256: baseModel.sha256, recipeDigest: typeof digest === 'string' ? digest : '' };
}

type Json = VersionManifest['recipe'];

/** Drops what JSON has no word for (undefined), so that what is stored is what was meant. */
function jsonOf(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
