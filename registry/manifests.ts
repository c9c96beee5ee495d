/** Versions of a model: immutable manifests at `models/<model>/versions/vN.json`. Rejected candidates take numbers too. */

import { z } from 'zod';
import type { ArtifactRef, DatasetRef, ModelArtifact } from '../domain/artifact.js';
import type { Json } from '../domain/canonical-json.js';
import { versionName, versionNumber } from '../domain/model-version.js';
import type { Verdict } from '../domain/verdict.js';
import type { ObjectStore } from '../platform/ports.js';
import { appendOnce, readNumbered } from './append.js';
import {
  artifactRefSchema,
  checkName,
  datasetRefSchema,
  decode,
  encode,
  jsonSchema,
  modelArtifactSchema,
  sha256Schema,
  timeSchema,
  verdictSchema,
} from './stored.js';

export interface VersionManifest {
  readonly model: string;
  /** `v12`. */
  readonly version: string;
  readonly runId: string;
  readonly status: 'accepted' | 'rejected';
  /** ISO 8601, from the caller. */
  readonly createdAt: string;
  readonly dataset: DatasetRef;
  readonly baseModel: { readonly name: string; readonly sha256: string };
  /** The resolved `train` and `package` parts of the spec. */
  readonly recipe: Json;
  /** Null when the trainer gives merged weights only. */
  readonly adapter: ArtifactRef | null;
  readonly artifact: ModelArtifact;
  /** The champion it was compared with; null in a first release. */
  readonly parentVersion: string | null;
  readonly verdicts: readonly Verdict[];
  /** What the trainer said about itself: commit, package lock, timings. */
  readonly training: Json;
  readonly specDigest: string;
  /** Commit or build of Slipway that made it. */
  readonly codeVersion: string;
}

export type VersionDraft = Omit<VersionManifest, 'version'>;

const schema: z.ZodType<VersionManifest> = z.strictObject({
  model: z.string(),
  version: z.string(),
  runId: z.string(),
  status: z.enum(['accepted', 'rejected']),
  createdAt: timeSchema,
  dataset: datasetRefSchema,
  baseModel: z.strictObject({ name: z.string(), sha256: sha256Schema }),
  recipe: jsonSchema,
  adapter: artifactRefSchema.nullable(),
  artifact: modelArtifactSchema,
  parentVersion: z.string().nullable(),
  verdicts: z.array(verdictSchema),
  training: jsonSchema,
  specDigest: z.string(),
  codeVersion: z.string(),
});

/** Allots the next `vN`. Idempotent by `runId`: a run has one version, and a repeated call returns it as it was first registered. */
export async function registerVersion(store: ObjectStore, draft: VersionDraft): Promise<VersionManifest> {
  return await appendOnce({
    ...versionsOf(store, draft.model),
    isSame: (stored) => stored.runId === draft.runId,
    encode: (number) => encode(schema, versionKey(draft.model, number), { ...draft, version: versionName(number) }),
  });
}

/** Undefined when there is no such version. */
export async function readVersion(store: ObjectStore, model: string, version: string): Promise<VersionManifest | undefined> {
  const number = versionNumber(version);
  if (number === undefined) throw new Error(`Expected a version such as v12, got ${JSON.stringify(version)}.`);
  const key = versionKey(model, number);
  const stored = await store.read(key);
  return stored === undefined ? undefined : decode(schema, key, stored.body);
}

/** From v1 upwards. */
export async function listVersions(store: ObjectStore, model: string): Promise<VersionManifest[]> {
  const versions: VersionManifest[] = [];
  for await (const version of readNumbered(versionsOf(store, model))) versions.push(version);
  return versions;
}

function versionsOf(store: ObjectStore, model: string): Parameters<typeof readNumbered<VersionManifest>>[0] {
  return { store, keyOf: (number) => versionKey(model, number), decode: (key, body) => decode(schema, key, body) };
}

function versionKey(model: string, number: number): string {
  return `models/${checkName('model', model)}/versions/${versionName(number)}.json`;
}
