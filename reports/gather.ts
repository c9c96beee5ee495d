/** Gathers what a run left in the store for its report. A record that cannot be believed is left out and named: a report tells what it knows, and that it does not know the rest. */

import { pipelineSpec, type PipelineSpec } from '../configs/spec.js';
import type { ArtifactRef } from '../domain/artifact.js';
import { costOfRun } from '../domain/cost.js';
import type { Evidence } from '../evaluation/results.js';
import type { ObjectStore } from '../platform/ports.js';
import { listAudit, verifyAudit, type AuditEntry } from '../registry/audit.js';
import { listEvidence } from '../registry/evidence.js';
import { parseLookRecord } from '../registry/look-record.js';
import { readVersion, type VersionManifest } from '../registry/manifests.js';
import { readRun, type RunRecord } from '../registry/runs.js';
import { readSpec } from '../registry/specs.js';
import { readTrainingCurves } from '../registry/training-curves.js';
import { parseDatasetReport } from './earlier-dataset.js';
import { readJson } from './read-json.js';
import type { ReportLook, RunReportData } from './report-data.js';

/** Undefined while the run goes on, or when there was none. Throws when the store cannot be read now. */
export async function gatherReport(given: ObjectStore, model: string, runId: string): Promise<RunReportData | undefined> {
  const { store, throwIfAway } = watched(given);
  const run = await readRun(store, model, runId);
  if (run === undefined) return undefined;
  const problems: string[] = [];
  const believed = async <T>(what: string, read: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await read;
    } catch (error) {
      problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return otherwise;
    }
  };
  const spec = await believed('Pipeline file', specOf(store, run), null);
  const dataset = await believed('Dataset report', readDatasetReport(store, run.datasetReport), null);
  const curves = await believed('Training curves', readTrainingCurves(store, model, runId), undefined);
  const evaluation = await believed('Evaluation', readEvaluation(store, run.evidence), null);
  const looks = await believed('Looks', looksOf(store, run), []);
  const version = await believed('Version', versionOf(store, model, run.version), null);
  const champion = await believed(
    'Champion',
    versionOf(store, model, run.promotion === null ? (version?.parentVersion ?? null) : run.promotion.champion),
    null,
  );
  const audit = await believed('Audit', auditOf(store, run), []);
  await believed('Audit', requireIntactAudit(store, model), undefined);
  throwIfAway();
  const cost = spec?.cost === undefined ? null : costOfRun(run.stages, spec.cost, spec.train.queue);
  return { run, spec, dataset, curves: curves ?? null, evaluation, looks, version, champion, audit, cost, problems };
}

/** A store that is away says nothing about the run: better no report now than one that calls everything lost. */
function watched(store: ObjectStore): { readonly store: ObjectStore; throwIfAway(): void } {
  const failures: unknown[] = [];
  const noting = async <T>(asked: Promise<T>): Promise<T> => {
    try {
      return await asked;
    } catch (error) {
      failures.push(error);
      throw error;
    }
  };
  return {
    store: { ...store, read: (key) => noting(store.read(key)), list: (prefix) => noting(store.list(prefix)) },
    throwIfAway() {
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** By the schema of today, which gives a file of an earlier release the keys that it lacks. */
async function specOf(store: ObjectStore, { model, specDigest }: RunRecord): Promise<PipelineSpec | null> {
  if (specDigest === null) return null;
  const kept = await readSpec(store, model, specDigest);
  if (kept === undefined) throw new Error(`none was kept under ${specDigest}`);
  const parsed = pipelineSpec.safeParse(kept);
  if (parsed.success) return parsed.data;
  throw new Error(`the one of ${specDigest} is not one of this version of Slipway`);
}

/** Written by `validateDataset`. */
async function readDatasetReport(store: ObjectStore, ref: ArtifactRef | null): Promise<RunReportData['dataset']> {
  return ref === null ? null : parseDatasetReport(await readJson(store, ref));
}

/** Written by `evaluateModel`, read back by digest: the bytes are exactly what it wrote. */
async function readEvaluation(store: ObjectStore, ref: ArtifactRef | null): Promise<Evidence | null> {
  return ref === null ? null : ((await readJson(store, ref)) as Evidence);
}

/** A rollout has the id of its run. */
async function looksOf(store: ObjectStore, { model, runId }: RunRecord): Promise<ReportLook[]> {
  const stored = await listEvidence(store, { model, rolloutId: runId });
  return stored.map(({ record: { look, at, evidence }, ref }) => ({
    number: look,
    at,
    sha256: ref.sha256,
    record: parseLookRecord(evidence),
  }));
}

async function versionOf(store: ObjectStore, model: string, version: string | null): Promise<VersionManifest | null> {
  if (version === null) return null;
  const manifest = await readVersion(store, model, version);
  if (manifest !== undefined) return manifest;
  throw new Error(`expected a manifest of ${version}, there is none`);
}

async function auditOf(store: ObjectStore, run: RunRecord): Promise<AuditEntry[]> {
  return (await listAudit(store, run.model)).filter((entry) => isAbout(entry, run));
}

/** What the run did, and what was done to its version: put into service, taken out of it. */
function isAbout({ actor, subject, details, idempotencyKey }: AuditEntry, { runId, version }: RunRecord): boolean {
  if (actor === `run:${runId}` || idempotencyKey.split('/').includes(runId)) return true;
  const from = typeof details === 'object' && details !== null && 'from' in details ? details['from'] : null;
  return version !== null && (subject === version || from === version);
}

async function requireIntactAudit(store: ObjectStore, model: string): Promise<void> {
  const { intact, reason } = await verifyAudit(store, model);
  if (!intact) throw new Error(reason);
}
