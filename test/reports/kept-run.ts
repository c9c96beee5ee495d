/** A run with everything that a release leaves in the store, written by the code that writes it in earnest. */

import { hash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storeJson } from '../../activities/artifacts.js';
import { canonicalJson, type Json } from '../../domain/canonical-json.js';
import { continueWindow, openWindow, type Reading, type WindowLedger } from '../../domain/look-windows.js';
import { appendAudit, type AuditDraft } from '../../registry/audit.js';
import { writeEvidence } from '../../registry/evidence.js';
import type { LookRecord } from '../../registry/look-record.js';
import { registerVersion } from '../../registry/manifests.js';
import { saveRun, type RunRecord } from '../../registry/runs.js';
import { saveSpec } from '../../registry/specs.js';
import { saveTrainingCurves } from '../../registry/training-curves.js';
import { buildDataset } from '../../dataset/stage/build.js';
import { publishBuilt } from '../../dataset/version/publish.js';
import type { ObjectStore } from '../../platform/ports.js';
import { aRequest, someLines } from '../dataset/stage/requests.js';
import { aDraft, aRun, at } from '../registry/harness.js';
import { anEvidence, times } from '../support/evidence.js';
import { aResolvedSpec } from '../support/specs.js';
import { aVerdict } from '../support/verdicts.js';

export const model = 'triage';
export const runId = 'ft-2026-11-21-002';

/** As it was before anything was kept of it. */
const { spec } = aResolvedSpec({ model, cost: { currency: 'EUR', gpuHour: 2.5, cpuHour: 0.1 } });

export interface Kept {
  readonly store: ObjectStore;
  /** For files beside it. */
  readonly folder: string;
}

export const stages: RunRecord['stages'] = [
  { name: 'validate', startedAt: '2026-11-21T10:00:00Z', endedAt: '2026-11-21T10:30:00Z' },
  { name: 'train', startedAt: '2026-11-21T10:30:00Z', endedAt: '2026-11-21T12:30:00Z' },
  { name: 'canary', startedAt: '2026-11-21T12:30:00Z', endedAt: '2026-11-21T18:30:00Z' },
];

/** v2 of a model whose v1 came from another run: released, then rolled back by a person. */
export async function keepRun({ store, folder }: Kept, looks: number): Promise<RunRecord> {
  await saveSpec(store, model, spec);
  await writeFile(join(folder, 'data.jsonl'), someLines(60, 'kept').join('\n'));
  const built = await publishBuilt(store, await buildDataset(aRequest(join(folder, 'data.jsonl'), join(folder, 'build'))));
  await saveTrainingCurves(store, { model, runId }, { train: [{ step: 1, loss: 7 }], validation: [{ step: 10, loss: 3 }] });
  const evidence = anEvidence({ suites: { heldOut: times('+', 9) + '-' } }, { suites: { heldOut: times('+', 8) + '--' } });
  await registerVersion(store, aDraft('ft-2026-11-21-001'));
  await registerVersion(store, aDraft(runId, { parentVersion: 'v1' }));
  await takeLooks(store, looks);
  await audit(store, { actor: 'run:ft-2026-11-21-001', action: 'head-moved', subject: 'v1', details: { from: null } });
  await audit(store, { actor: `run:${runId}`, action: 'head-moved', subject: 'v2', details: { from: 'v1' } });
  await audit(store, { actor: 'cli:anna', action: 'rolled-back', subject: 'v1', details: { from: 'v2', to: 'v1' } });
  await audit(store, { actor: 'run:ft-2026-11-21-003', action: 'head-moved', subject: 'v3', details: { from: 'v1' } });
  return saveRun(
    store,
    aRun(runId, {
      outcome: 'released',
      specDigest: hash('sha256', canonicalJson(spec)),
      stages,
      version: 'v2',
      datasetVersion: built.dataset?.version ?? null,
      datasetReport: built.report,
      evidence: await storeJson(store, model, evidence),
      verdicts: [aVerdict()],
    }),
  );
}

/** Each look nests the windows of all looks before; a hundred of them must still be quick to read. */
async function takeLooks(store: ObjectStore, looks: number): Promise<void> {
  let ledger: WindowLedger | null = null;
  for (let look = 1; look <= looks; look += 1) {
    const reading = readingAt(look);
    ledger = ledger === null || look % 10 === 1 ? openWindow(ledger, reading) : continueWindow(ledger, reading);
    const record: LookRecord = {
      kind: look % 10 === 1 ? 'opened' : 'judged',
      routeRevision: 2,
      ledger,
      outcome: 'pass',
      verdicts: [aVerdict({ gate: 'error-rate' })],
      weightPercent: 5,
      candidate: 'v2',
      control: 'v1',
    };
    await writeEvidence(store, { model, rolloutId: runId, look, at, codeVersion: 'test', evidence: record as unknown as Json });
  }
}

function readingAt(look: number): Reading {
  const outcomes = {
    ok: 100 * look,
    upstream_4xx: 0,
    upstream_5xx: 0,
    timeout: 0,
    connect_error: 0,
    truncated: 0,
    empty: 0,
    client_abort: 0,
  };
  const counters = { outcomes, checked: 0, invalid: 0, logDurationSum: 0, logDurationSquareSum: 0 };
  const arms = [
    { arm: 'champion' as const, version: 'v1', ...counters },
    { arm: 'candidate' as const, version: 'v2', ...counters },
  ];
  return { phase: 'canary', step: 0, candidate: 'v2', control: 'v1', stats: { model, startId: 'gateway-1', routeRevision: 2, at, arms } };
}

async function audit(store: ObjectStore, entry: Pick<AuditDraft, 'actor' | 'action' | 'subject' | 'details'>): Promise<void> {
  await appendAudit(store, { model, at, ...entry, idempotencyKey: `${entry.action}/${entry.actor}/${entry.subject}` });
}
