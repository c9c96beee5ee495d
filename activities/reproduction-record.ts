/** The end of a reproduction: each part compared with its record, what differs named from the inside, both written down. */

import { join } from 'node:path';
import { activityInfo } from '@temporalio/activity';
import type { ArtifactRef } from '../domain/artifact.js';
import { isSame, reproductionLines, type ReproducedPart } from '../domain/reproduction.js';
import { compareGguf } from '../gguf/compare.js';
import type { ObjectStore } from '../platform/ports.js';
import type { VersionManifest } from '../registry/manifest.js';
import { readVersion } from '../registry/manifests.js';
import { saveReproduction, type ReproductionRecord } from '../registry/reproductions.js';
import { fetchFile, filesOf } from './artifacts.js';
import { writeAudit } from './audit.js';
import type { ActivityDependencies } from './dependencies.js';
import { permanent } from './failure.js';
import type { ReproductionActivities } from './reproduction-interface.js';
import { deviceDifferences } from './training-host.js';

type Conclusion = Parameters<ReproductionActivities['concludeReproduction']>[0];

export async function concludeReproduction(deps: ActivityDependencies, question: Conclusion, folder: string): Promise<ReproductionRecord> {
  const { model, version, reproductionId, requestedBy, anyway, startedAt, trained } = question;
  const manifest = await readVersion(deps.store, model, version);
  if (manifest === undefined) throw permanent('VersionUnknown', `${model} has lost its ${version}; restore models/${model}/versions`);
  const parts = await partsOf(deps, { question, manifest, folder });
  const record = await saveReproduction(deps.store, {
    model,
    reproductionId,
    workflowId: activityInfo().workflowExecution?.workflowId ?? '',
    version,
    outcome: isSame(parts) ? 'same' : 'different',
    parts,
    differences: [...question.differences, ...deviceDifferences(manifest.environment, trained.environment ?? null)],
    anyway,
    requestedBy,
    startedAt,
    endedAt: deps.now().toISOString(),
  });
  await audit(deps, record);
  return record;
}

async function audit(deps: ActivityDependencies, record: ReproductionRecord): Promise<void> {
  const { model, reproductionId, version, outcome, parts, differences, anyway } = record;
  await writeAudit(deps, {
    model,
    at: record.endedAt,
    actor: record.requestedBy,
    action: 'reproduced',
    subject: version,
    details: {
      runId: reproductionId,
      matches: outcome === 'same',
      reason: reproductionLines(record)[0],
      anyway,
      parts: parts.map(({ name, recorded, made }) => ({ name, recorded, made })),
      differences,
    },
    idempotencyKey: `reproduced/${reproductionId}`,
  });
}

interface Comparison {
  readonly question: Conclusion;
  readonly manifest: VersionManifest;
  readonly folder: string;
}

async function partsOf({ store }: ActivityDependencies, { question, manifest, folder }: Comparison): Promise<ReproducedPart[]> {
  const { trained, artifact } = question;
  const inFolder: Inside = (recorded, made) => filesThatDiffer(store, recorded, made);
  const inFile: Inside = async (recorded, made) => {
    const paths = [join(folder, 'recorded.gguf'), join(folder, 'made.gguf')] as const;
    return compareGguf(await fetchFile(store, recorded, paths[0]), await fetchFile(store, made, paths[1]));
  };
  // Its bytes were checked against the record before training: what was trained on is what was recorded.
  const dataset = manifest.dataset?.version ?? '';
  return [
    { name: 'dataset', recorded: dataset, made: dataset, differences: [] },
    await compared(store, { name: 'adapter', recorded: manifest.adapter, made: trained.adapter, inside: inFolder }),
    await compared(store, { name: 'merged', recorded: manifest.merged, made: trained.merged, inside: inFolder }),
    await compared(store, { name: 'GGUF', recorded: manifest.artifact.gguf, made: artifact.gguf, inside: inFile }),
  ];
}

/** What differs inside, in sentences. */
type Inside = (recorded: ArtifactRef, made: ArtifactRef) => Promise<string[]>;

async function compared(
  store: ObjectStore,
  part: {
    readonly name: ReproducedPart['name'];
    readonly recorded: ArtifactRef | null;
    readonly made: ArtifactRef;
    readonly inside: Inside;
  },
): Promise<ReproducedPart> {
  const { name, recorded, made, inside } = part;
  const named = { name, recorded: recorded?.sha256 ?? null, made: made.sha256 };
  if (recorded === null || recorded.sha256 === made.sha256) return { ...named, differences: [] };
  // Old weights are removed to free their room, and their digest stays.
  if ((await store.stat(recorded.key)) === undefined)
    return { ...named, differences: ['the recorded bytes are not kept any more: only the digests were compared'] };
  return { ...named, differences: await inside(recorded, made) };
}

async function filesThatDiffer(store: ObjectStore, recorded: ArtifactRef, made: ArtifactRef): Promise<string[]> {
  const before = new Map((await filesOf(store, recorded)).map(({ path, sha256 }) => [path, sha256]));
  const after = new Map((await filesOf(store, made)).map(({ path, sha256 }) => [path, sha256]));
  return [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((path) => {
    if (before.get(path) === after.get(path)) return [];
    if (!after.has(path)) return [`${path} was not made`];
    return [before.has(path) ? `${path} differs` : `${path} was not there`];
  });
}
