/** A registry with a short life in it, for tests of whatever looks into one: v1 was released, v2 took over and was taken back, v3 was rejected. */

import { hash } from 'node:crypto';
import type { ArtifactRef } from '../../domain/artifact.js';
import type { ObjectStore } from '../../platform/ports.js';
import { appendAudit, type AuditDraft } from '../../registry/audit.js';
import { moveHead } from '../../registry/heads.js';
import { registerVersion, type VersionDraft } from '../../registry/manifests.js';
import { saveRun } from '../../registry/runs.js';
import { aRun } from '../registry/harness.js';
import { aVerdict } from './verdicts.js';
import { aVersionDraft } from './versions.js';

export const recordedModel = 'support-triage';
/** Of the runs that made v1, v2 and v3. */
export const recordedRuns = ['ft-2024-11-18-001', 'ft-2024-11-19-001', 'ft-2024-11-20-001'] as const;

const failedAccuracy = aVerdict({ verdict: 'fail', observed: 0.5, reason: 'Less accurate than the champion: 50.0 % right of 40 items' });

/** Stores text as an artifact of the model, as activities do. */
export async function storeText(store: ObjectStore, text: string, model = recordedModel): Promise<ArtifactRef> {
  const sha256 = hash('sha256', text);
  const key = `models/${model}/artifacts/${sha256}`;
  await store.create(key, text);
  return { key, sha256, bytes: Buffer.byteLength(text) };
}

/** A folder as activities store one: files, and a list of them that the reference is to. */
export async function storeFolderOf(
  store: ObjectStore,
  files: Readonly<Record<string, string>>,
  model = recordedModel,
): Promise<ArtifactRef> {
  const listed = [];
  for (const [path, text] of Object.entries(files)) listed.push({ path, ...(await storeText(store, text, model)) });
  return await storeText(store, JSON.stringify({ files: listed }), model);
}

/** A dataset version with one line a split, as `publishDataset` lays it out. */
export async function storeDataset(store: ObjectStore, name: string, model = recordedModel): Promise<NonNullable<VersionDraft['dataset']>> {
  const version = hash('sha256', `dataset ${name}`);
  const put = async (file: string): Promise<ArtifactRef> => {
    const [key, text] = [`datasets/${model}/${version}/${file}`, `${name} ${file}\n`];
    await store.create(key, text);
    return { key, sha256: hash('sha256', text), bytes: Buffer.byteLength(text) };
  };
  return {
    version,
    manifest: await put('manifest.json'),
    train: await put('train.jsonl'),
    validation: await put('validation.jsonl'),
    heldOut: await put('heldOut.jsonl'),
    anchor: null,
  };
}

/** A version whose every artifact is in the store. `name` makes its bytes its own; the tokenizer's file is the same for all. */
export async function storeVersion(store: ObjectStore, name: string, changes: Partial<VersionDraft> = {}): Promise<VersionDraft> {
  const gguf = await storeText(store, `gguf ${name}`);
  return aVersionDraft(name, {
    model: recordedModel,
    artifact: { gguf, contextTokens: 512 },
    adapter: await storeFolderOf(store, { 'adapter.safetensors': `adapter ${name}`, 'tokenizer.json': 'tokenizer' }),
    merged: await storeFolderOf(store, { 'model.safetensors': `merged ${name}`, 'tokenizer.json': 'tokenizer' }),
    dataset: await storeDataset(store, name),
    datasetSizes: { train: 245, validation: 20, heldOut: 35, anchor: 0 },
    evaluation: {
      evidence: await storeText(store, `evidence ${name}`),
      scores: [{ suite: 'heldOut', items: 35, correct: 34, championCorrect: null }],
    },
    packaging: {
      quantization: 'Q4_K_M',
      tensorTypes: { Q4_K: 20, F32: 9 },
      tokenizerSha256: 'b'.repeat(64),
      chatTemplate: await storeText(store, `template of ${name === recordedRuns[0] ? 'old' : 'new'}\nsame\n`),
    },
    ...changes,
  });
}

/** Also in the audit, as activities write it. */
export async function aRecordedModel(store: ObjectStore): Promise<void> {
  const [first, second, third] = recordedRuns;
  await released(store, first, { createdAt: '2024-11-18T09:00:00.000Z', servedAt: '2024-11-18T10:00:00.000Z' });
  await released(store, second, { createdAt: '2024-11-19T09:00:00.000Z', servedAt: '2024-11-19T10:00:00.000Z' });
  await rolledBack(store);
  const draft = await storeVersion(store, third, {
    status: 'rejected',
    createdAt: '2024-11-20T09:00:00.000Z',
    parentVersion: 'v1',
    verdicts: [failedAccuracy],
  });
  await registerVersion(store, draft);
  await saveRun(store, {
    ...aRun(third, { model: recordedModel, outcome: 'rejected', reason: 'accuracy failed', version: 'v3', datasetReport: null }),
    verdicts: [failedAccuracy],
    evidence: draft.evaluation?.evidence ?? null,
    endedAt: '2024-11-20T09:30:00.000Z',
  });
}

async function released(store: ObjectStore, runId: string, at: { readonly createdAt: string; readonly servedAt: string }): Promise<void> {
  const isFirst = runId === recordedRuns[0];
  const draft = await storeVersion(store, runId, {
    createdAt: at.createdAt,
    parentVersion: isFirst ? null : 'v1',
    recipe: { digest: 'd'.repeat(64), train: { kind: 'trl', loraRank: isFirst ? 16 : 32 }, package: { quantization: 'Q4_K_M' } },
  });
  const { version } = await registerVersion(store, draft);
  const trigger = { kind: 'manual', source: 'cli:anna', fingerprint: runId, observed: 'asked by hand', at: at.createdAt } as const;
  await append(store, { action: 'run-admitted', actor: 'cli:anna', subject: runId, at: at.createdAt, details: { trigger } });
  await append(store, {
    action: 'version-registered',
    actor: `run:${runId}`,
    subject: version,
    at: at.createdAt,
    details: { status: 'accepted', ggufSha256: draft.artifact.gguf.sha256 },
  });
  await serve(store, { version, runId, at: at.servedAt, reason: isFirst ? 'first release' : 'every canary step was passed' });
  await saveRun(store, {
    ...aRun(runId, { model: recordedModel, outcome: 'released', reason: '5 looks, none failed', version, datasetReport: null }),
    trigger,
    verdicts: draft.verdicts,
    evidence: draft.evaluation?.evidence ?? null,
    endedAt: at.servedAt,
  });
}

async function rolledBack(store: ObjectStore): Promise<void> {
  const at = '2024-11-19T12:00:00.000Z';
  const report = { rollbackId: 'rb-2024-11-19-001', trigger: 'requested', reason: 'wrong refunds', from: 'v2', to: 'v1', flippedAt: at };
  await serve(store, { version: 'v1', runId: report.rollbackId, at, reason: report.reason });
  await append(store, { action: 'rolled-back', actor: 'cli:ben', subject: 'v1', at, details: report });
}

async function serve(
  store: ObjectStore,
  { version, runId, at, reason }: { readonly version: string; readonly runId: string; readonly at: string; readonly reason: string },
): Promise<void> {
  const maker = version === 'v1' ? recordedRuns[0] : recordedRuns[1];
  const to = { version, ggufSha256: hash('sha256', `gguf ${maker}`) };
  const expected = { v1: runId === recordedRuns[0] ? null : 'v2', v2: 'v1' }[version] ?? null;
  await moveHead({ store, model: recordedModel, environment: 'production', to, expected, runId, reason, at });
  const details = { environment: 'production', from: expected, sha256: to.ggufSha256, reason };
  await append(store, { action: 'head-moved', actor: `run:${runId}`, subject: version, at, details });
}

async function append(store: ObjectStore, entry: Omit<AuditDraft, 'model' | 'idempotencyKey'>): Promise<void> {
  const idempotencyKey = `${entry.action}/${entry.subject}/${entry.at}`;
  await appendAudit(store, { ...entry, model: recordedModel, idempotencyKey });
}
