/** Decides what of a model may go, shows it, and removes it while nothing goes on for the model: only Temporal knows that, so without it only a dry run works. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Releases } from '../../../client/releases.js';
import { loadModelSpec, modelsIn } from '../../../configs/load.js';
import type { PipelineSpec } from '../../../configs/spec.js';
import { ExplainedError } from '../../../domain/explained-error.js';
import { bytesText, countText } from '../../../domain/figures.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { proveAudit } from '../../../registry/audited-models.js';
import { removalGroups, removeObjects } from '../../../registry/collect-garbage.js';
import { decideRetention, type RetentionDecision } from '../../../registry/retention.js';
import { listForRetention } from '../../../registry/retention-listing.js';
import { listRuns } from '../../../registry/runs.js';
import { identity, withReleases } from '../context.js';
import { requireModelName, unknownModel } from '../known-models.js';
import { environment, localStore } from '../local.js';
import { outputOf, type Output } from '../output.js';
import { recordTable, textLines } from './text.js';

interface Asked {
  readonly dryRun: boolean;
  readonly command: Command;
}

export async function freeRoom(model: string, { dryRun, command }: Asked): Promise<void> {
  requireModelName(model);
  const output = outputOf(command);
  const { retention } = await specOf(model);
  const store = await localStore();
  if (dryRun) return show(output, { model, dryRun, decision: await decide(store, model, retention) });
  await withReleases(output, async (releases) => {
    const stillIdle = async (): Promise<void> => requireIdle(store, releases, model);
    // Before it is decided too: what a run has just stored is referred to by nothing yet.
    await stillIdle();
    const decision = await decide(store, model, retention);
    await removeObjects({ store, model, removed: decision.removed, actor: identity(), at: new Date().toISOString(), stillIdle });
    show(output, { model, dryRun, decision });
  });
}

/** Without its file nobody knows how long this model's artifacts are to be kept. */
async function specOf(model: string): Promise<PipelineSpec> {
  const folder = resolve((await environment()).SLIPWAY_CONFIGS);
  const files = await modelsIn(folder);
  if (files?.includes(model) !== true) throw unknownModel(model, { folder, files });
  return (await loadModelSpec(folder, model)).spec;
}

async function decide(store: ObjectStore, model: string, policy: PipelineSpec['retention']): Promise<RetentionDecision> {
  // The audit tells which versions were deployed.
  const proof = await proveAudit(store, model);
  if (!proof.intact) {
    throw new ExplainedError({
      what: `the audit of ${model} is broken, and nothing is removed by it`,
      why: proof.reason,
      next: `slipway audit verify ${model}; restore it from a backup of the store`,
    });
  }
  const now = Date.now();
  return decideRetention({ ...(await listForRetention(store, model, { policy, now })), policy, now });
}

/** Throws while anything goes on for the model, and where this server cannot know. */
async function requireIdle(store: ObjectStore, releases: Releases, model: string): Promise<void> {
  const { hasEntity, workflowIds } = await releases.openWork(model);
  const next = `when it has ended: slipway gc ${model}; meanwhile slipway gc ${model} --dry-run`;
  if (workflowIds.length > 0) {
    throw new ExplainedError({
      what: `nothing is removed while something goes on for ${model}`,
      why: `${workflowIds.join(', ')} is open`,
      next,
    });
  }
  if (hasEntity || (await listRuns(store, model)).length === 0) return;
  throw new ExplainedError({
    what: `this Temporal server has never released ${model}, though the registry knows runs of it`,
    why: 'a run may be in progress on another server',
    next: 'name the server with TEMPORAL_ADDRESS, and its namespace with TEMPORAL_NAMESPACE',
  });
}

function show(output: Output, shown: { readonly model: string; readonly dryRun: boolean; readonly decision: RetentionDecision }): void {
  const { model, dryRun, decision } = shown;
  const { removed, kept, missing } = decision;
  const groups = removalGroups(removed);
  const rows = groups.map(({ holder, what, keys, bytes, why }) => [holder ?? '-', what, String(keys.length), bytesText(bytes), why]);
  const freed = sizeOf(removed);
  const done = dryRun ? 'would be freed' : 'freed';
  output.result({ model, dryRun, freedBytes: freed, keptBytes: sizeOf(kept), groups, ...decision }, [
    ...(rows.length === 0 ? [] : [recordTable(['of', 'what', 'objects', 'size', 'why'], rows)]),
    `${model}: ${countText(removed.length, 'object')}, ${bytesText(freed)} ${done}; ${countText(kept.length, 'object')}, ${bytesText(sizeOf(kept))} kept`,
    ...missing.flatMap(({ holder, what, key }) =>
      textLines(`missing: the ${what} of ${holder} must stay, and is not in the store: ${key}`),
    ),
  ]);
}

function sizeOf(objects: readonly { readonly bytes: number }[]): number {
  return objects.reduce((sum, { bytes }) => sum + bytes, 0);
}
