/** Making a version again: what it was made of, whether this machine is the same, and what came out. Touches no traffic and no heads. */

import { join } from 'node:path';
import type { PipelineSpec, ResolvedSpec } from '../configs/spec.js';
import { verifyDataset } from '../dataset/version/verify.js';
import { versionNumber } from '../domain/model-version.js';
import { hostDifferences } from '../domain/reproduction.js';
import { recipeDigestOf, type VersionManifest } from '../registry/manifest.js';
import { readVersion } from '../registry/manifests.js';
import { readReproduction } from '../registry/reproductions.js';
import { readSpec } from '../registry/specs.js';
import { inAttemptFolder } from './attempt-folder.js';
import type { ActivityDependencies } from './dependencies.js';
import { withFailureTypes } from './failure.js';
import { whileHeartbeating } from './heartbeat.js';
import type { ReproductionActivities, ReproductionQuestion } from './reproduction-interface.js';
import { concludeReproduction } from './reproduction-record.js';
import { recordedHost, runningHost } from './training-host.js';

export function createReproductionActivities(deps: ActivityDependencies): ReproductionActivities {
  const inFolder = <T>({ model, reproductionId }: ReproductionQuestion, work: (folder: string) => Promise<T>): Promise<T> => {
    const root = join(deps.settings.scratchDir, 'reproductions', model, reproductionId);
    return whileHeartbeating(() => inAttemptFolder(root, (folder) => withFailureTypes(() => work(folder), folder)));
  };
  return {
    planReproduction: (question) => inFolder(question, (folder) => plan(deps, question, folder)),
    async compareTrainingHost(recorded) {
      return hostDifferences(recorded, await runningHost(deps, Object.keys(recorded.packages)));
    },
    concludeReproduction: (question) => inFolder(question, (folder) => concludeReproduction(deps, question, folder)),
  };
}

async function plan(
  deps: ActivityDependencies,
  { model, version, reproductionId }: ReproductionQuestion,
  folder: string,
): ReturnType<ReproductionActivities['planReproduction']> {
  if ((await readReproduction(deps.store, model, reproductionId)) !== undefined)
    return { refused: `${reproductionId} is an earlier reproduction, which this server has forgotten; ask again, the next id is free` };
  const manifest = versionNumber(version) === undefined ? undefined : await readVersion(deps.store, model, version);
  if (manifest === undefined) return { refused: `${model} has no ${version}; list its versions with: slipway versions ${model}` };
  const { dataset, specDigest, origin } = manifest;
  if (origin === 'imported' || dataset === null || specDigest === null) {
    return { refused: `${version} was made elsewhere, so what it was made of is unknown; only what a run has trained can be made again` };
  }
  const kept = await readSpec(deps.store, model, specDigest);
  if (kept === undefined) {
    return {
      refused: `the pipeline file that ${version} was made by is not in the store; restore models/${model}/specs/${specDigest}.json`,
    };
  }
  const spec = parsed(deps, kept);
  if (spec === undefined) {
    return { refused: `the pipeline file that ${version} was made by is not one of this version of Slipway; use the version that made it` };
  }
  const problems = await verifyDataset(deps.store, dataset, folder);
  if (problems.length > 0) {
    return { refused: `the dataset of ${version} is not what was recorded: ${problems.join('; ')}; restore it from a backup` };
  }
  const resolved = await resolvedAs(deps, manifest, spec);
  return { plan: { dataset, resolved: { ...resolved, digest: specDigest }, host: recordedHost(manifest) } };
}

function parsed(deps: ActivityDependencies, kept: unknown): PipelineSpec | undefined {
  try {
    return deps.parseSpec(kept);
  } catch {
    return undefined;
  }
}

/** The file as it was kept, by the digests of that time: whatever today's schema gives a key that it lacked was so then. */
async function resolvedAs(
  deps: ActivityDependencies,
  manifest: VersionManifest,
  spec: PipelineSpec,
): Promise<Omit<ResolvedSpec, 'digest'>> {
  const baseModel = { ...spec.train.baseModel, uri: await placeOf(deps, manifest.model, spec.train.baseModel) };
  return { spec: { ...spec, train: { ...spec.train, baseModel } }, recipeDigest: recipeDigestOf(manifest), unprotected: [] };
}

/** Where today's pipeline file has the same base model: a folder may be moved, and its digest is checked before training all the same. */
async function placeOf(deps: ActivityDependencies, model: string, recorded: PipelineSpec['train']['baseModel']): Promise<string> {
  try {
    const { baseModel } = (await deps.loadSpec(model)).spec.train;
    return baseModel.sha256 === recorded.sha256 ? baseModel.uri : recorded.uri;
  } catch {
    // A model whose file is gone, or is being edited, can be made again from its records.
    return recorded.uri;
  }
}
