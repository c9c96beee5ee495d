/** What became of each run, at `models/<model>/runs/<runId>.json`: for `status` and `why`, long after Temporal has forgotten the workflow. */

import { z } from 'zod';
import type { ArtifactRef } from '../domain/artifact.js';
import { stages, type RollbackReport, type RunOutcome, type StageTime, type Trigger, type TriggerKind } from '../domain/run-state.js';
import type { Verdict } from '../domain/verdict.js';
import type { ObjectStore } from '../platform/ports.js';
import { readAll } from './read-all.js';
import { artifactRefSchema, checkName, createOrRead, decode, encode, sha256Schema, timeSchema, verdictSchema } from './stored.js';

export interface RunRecord {
  readonly model: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly trigger: Trigger;
  /** Of the pipeline file that it ran by, which lies under this digest (`specs.ts`). Null in records of the first days. */
  readonly specDigest: string | null;
  readonly outcome: RunOutcome;
  /** Why it ended so, and where it stopped. */
  readonly reason: string;
  readonly stages: readonly StageTime[];
  /** Null where the run ended before there was one. */
  readonly version: string | null;
  readonly datasetVersion: string | null;
  readonly datasetReport: ArtifactRef | null;
  readonly adapterSha256: string | null;
  readonly ggufSha256: string | null;
  /** Of the gates. */
  readonly verdicts: readonly Verdict[];
  /** Of the rollout's latest look. */
  readonly liveVerdicts: readonly Verdict[];
  /** What the gates judged; null where the run ended before. */
  readonly evidence: ArtifactRef | null;
  /** What the pipeline file left unprotected, in sentences. */
  readonly unprotected: readonly string[];
  readonly rollback: RollbackReport | null;
  /** Set where an existing version was to be released: the champion that it was compared with, null without one. Such a run trains nothing. */
  readonly promotion: { readonly champion: string | null } | null;
  /** ISO 8601, from the caller. */
  readonly endedAt: string;
}

/** Written as records so that the compiler misses none when the domain learns a new word. */
const outcomes: { readonly [Name in RunOutcome]: Name } = {
  released: 'released',
  'released-unproven': 'released-unproven',
  rejected: 'rejected',
  'rolled-back': 'rolled-back',
  'data-rejected': 'data-rejected',
  skipped: 'skipped',
  failed: 'failed',
  cancelled: 'cancelled',
  expired: 'expired',
};
const triggers: { readonly [Name in TriggerKind]: Name } = {
  manual: 'manual',
  schedule: 'schedule',
  'new-data': 'new-data',
  quality: 'quality',
  'git-push': 'git-push',
  alert: 'alert',
};

const rollbackReport: z.ZodType<RollbackReport> = z.strictObject({
  rollbackId: z.string(),
  trigger: z.enum(['judged', 'guardrail', 'requested', 'aborted', 'adopted']),
  reason: z.string(),
  from: z.string().nullable(),
  to: z.string(),
  fromSha256: sha256Schema.nullable(),
  toSha256: sha256Schema,
  decidedAt: timeSchema,
  flippedAt: timeSchema,
  verifiedAt: timeSchema,
});

const schema: z.ZodType<RunRecord> = z.strictObject({
  model: z.string(),
  runId: z.string(),
  workflowId: z.string(),
  trigger: z.strictObject({
    kind: z.enum(triggers),
    source: z.string(),
    fingerprint: z.string(),
    observed: z.string(),
    at: z.string(),
  }),
  specDigest: sha256Schema.nullable().default(null),
  outcome: z.enum(outcomes),
  reason: z.string(),
  stages: z.array(z.strictObject({ name: z.enum(stages), startedAt: timeSchema, endedAt: timeSchema })),
  version: z.string().nullable(),
  datasetVersion: sha256Schema.nullable(),
  datasetReport: artifactRefSchema.nullable(),
  adapterSha256: sha256Schema.nullable(),
  ggufSha256: sha256Schema.nullable(),
  verdicts: z.array(verdictSchema),
  liveVerdicts: z.array(verdictSchema),
  evidence: artifactRefSchema.nullable(),
  unprotected: z.array(z.string()),
  rollback: rollbackReport.nullable(),
  promotion: z.strictObject({ champion: z.string().nullable() }).nullable().default(null),
  endedAt: timeSchema,
});

/** Writes the final record. A run ends once: a repeated call returns the record that is there. */
export async function saveRun(store: ObjectStore, run: RunRecord): Promise<RunRecord> {
  const key = runKey(run.model, run.runId);
  return decode(schema, key, await createOrRead(store, key, encode(schema, key, run)));
}

/** Undefined while the run goes on, or when there was none. */
export async function readRun(store: ObjectStore, model: string, runId: string): Promise<RunRecord | undefined> {
  const key = runKey(model, runId);
  const stored = await store.read(key);
  return stored === undefined ? undefined : decode(schema, key, stored.body);
}

/** Oldest first, as run ids sort by day and sequence. */
export async function listRuns(store: ObjectStore, model: string): Promise<RunRecord[]> {
  const keys = await store.list(`models/${checkName('model', model)}/runs/`);
  const bodies = await readAll(store, keys);
  return bodies.map((body, index) => decode(schema, keys[index] ?? '', body));
}

/** The models that have a run of this id which has ended, sorted: ids are unique within a model only. */
export async function modelsOfRun(store: ObjectStore, runId: string): Promise<string[]> {
  const ending = `/runs/${checkName('run id', runId)}.json`;
  const keys = await store.list('models/');
  return keys.flatMap((key) => (key.endsWith(ending) ? [key.slice('models/'.length, -ending.length)] : []));
}

function runKey(model: string, runId: string): string {
  return `models/${checkName('model', model)}/runs/${checkName('run id', runId)}.json`;
}
