/** What a version is, as a record: everything that made it, and what was said of it before it was released. Never changed; where it is now is `lifecycle.ts`. */

import { z } from 'zod';
import type { ArtifactRef, DatasetRef, ModelArtifact } from '../domain/artifact.js';
import type { Json } from '../domain/canonical-json.js';
import type { Verdict } from '../domain/verdict.js';
import { artifactRefSchema, datasetRefSchema, jsonSchema, modelArtifactSchema, sha256Schema, timeSchema, verdictSchema } from './stored.js';

export interface VersionManifest {
  readonly model: string;
  /** `v12`. */
  readonly version: string;
  /** `imported`: made elsewhere, so its lineage is unknown and that its data did not contain the tests is unproven. */
  readonly origin: 'trained' | 'imported';
  /** Run or import that made it. */
  readonly runId: string;
  /** `candidate` was judged by nothing yet. */
  readonly status: 'candidate' | 'accepted' | 'rejected';
  /** ISO 8601, from the caller. */
  readonly createdAt: string;
  /** The champion it was compared with; null in a first release and for what was imported. */
  readonly parentVersion: string | null;
  /** Null where it is unknown. */
  readonly dataset: DatasetRef | null;
  readonly datasetSizes: DatasetSizes | null;
  /** `uri` is null in records of the first days; the whole is null where the base is unknown. */
  readonly baseModel: { readonly name: string; readonly uri: string | null; readonly sha256: string } | null;
  /** `digest`, and the resolved `train` and `package` parts of the spec; null where it is unknown. */
  readonly recipe: Json;
  /** Null when the trainer gives merged weights only. */
  readonly adapter: ArtifactRef | null;
  readonly merged: ArtifactRef | null;
  readonly artifact: ModelArtifact;
  /** Null in records of the first days. */
  readonly packaging: Packaging | null;
  readonly verdicts: readonly Verdict[];
  /** What the gates judged, whole, and in short; null where nothing did. */
  readonly evaluation: { readonly evidence: ArtifactRef; readonly scores: readonly Score[] } | null;
  /** Null when nobody was asked. */
  readonly approval: Approval | null;
  /** Null where it is unknown. */
  readonly trainingTimes: TrainingTimes | null;
  /** What the trainer said about itself: steps, losses, device, package versions. */
  readonly training: Json;
  /** Null where it is unknown. */
  readonly environment: BuildEnvironment | null;
  /** Of the pipeline file it was made by; null for what was imported. */
  readonly specDigest: string | null;
  /** Commit or build of Slipway that made or imported it. */
  readonly codeVersion: string;
}

/** Rows. */
export interface DatasetSizes {
  readonly train: number;
  readonly validation: number;
  readonly heldOut: number;
  readonly anchor: number;
}

export interface Packaging {
  readonly quantization: string;
  /** Tensors of each GGUF type, such as `{"Q4_K": 20, "F32": 9}`. */
  readonly tensorTypes: Readonly<Record<string, number>>;
  /** Of everything under `tokenizer.` in the GGUF but the chat template. */
  readonly tokenizerSha256: string;
  /** The template's text; null when the file has none. */
  readonly chatTemplate: ArtifactRef | null;
}

/** One suite: `correct` of `items`; the champion's on the same items, null in a first release. */
export interface Score {
  readonly suite: string;
  readonly items: number;
  readonly correct: number;
  readonly championCorrect: number | null;
}

export interface Approval {
  readonly approved: boolean;
  readonly identity: string;
  readonly reason: string;
  readonly at: string;
  /** Digest of the evidence that the person saw. */
  readonly evidenceSha256: string;
}

export interface TrainingTimes {
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly seconds: number;
  /** At the prices of the pipeline file; null where it names none. */
  readonly cost: { readonly currency: string; readonly amount: number } | null;
}

/** What another machine must have to make the same bytes. */
export interface BuildEnvironment {
  readonly platform: string;
  readonly node: string;
  readonly python: string;
  /** Of the lock of all Python packages. */
  readonly packageLockSha256: string;
  readonly packages: Readonly<Record<string, string>>;
  /** Such as `cpu` or the GPU's name. */
  readonly device: string;
  readonly cuda: string | null;
  readonly driver: string | null;
}

/** Of how the model was trained, as `recipe` has it; empty where it is unknown. */
export function recipeDigestOf({ recipe }: Pick<VersionManifest, 'recipe'>): string {
  const digest = typeof recipe === 'object' && recipe !== null && 'digest' in recipe ? recipe['digest'] : undefined;
  return typeof digest === 'string' ? digest : '';
}

const name = z.string();
const count = z.int().nonnegative();

export const manifestSchema: z.ZodType<VersionManifest> = z.strictObject({
  model: name,
  version: name,
  origin: z.enum(['trained', 'imported']).default('trained'),
  runId: name,
  status: z.enum(['candidate', 'accepted', 'rejected']),
  createdAt: timeSchema,
  parentVersion: name.nullable(),
  dataset: datasetRefSchema.nullable(),
  datasetSizes: z.strictObject({ train: count, validation: count, heldOut: count, anchor: count }).nullable().default(null),
  baseModel: z.strictObject({ name, uri: name.nullable().default(null), sha256: sha256Schema }).nullable(),
  recipe: jsonSchema,
  adapter: artifactRefSchema.nullable(),
  merged: artifactRefSchema.nullable().default(null),
  artifact: modelArtifactSchema,
  packaging: z
    .strictObject({
      quantization: name,
      tensorTypes: z.record(name, count),
      tokenizerSha256: sha256Schema,
      chatTemplate: artifactRefSchema.nullable(),
    })
    .nullable()
    .default(null),
  verdicts: z.array(verdictSchema),
  evaluation: z
    .strictObject({
      evidence: artifactRefSchema,
      scores: z.array(z.strictObject({ suite: name, items: count, correct: count, championCorrect: count.nullable() })),
    })
    .nullable()
    .default(null),
  approval: z
    .strictObject({ approved: z.boolean(), identity: name, reason: name, at: timeSchema, evidenceSha256: sha256Schema })
    .nullable()
    .default(null),
  trainingTimes: z
    .strictObject({
      startedAt: timeSchema,
      finishedAt: timeSchema,
      seconds: z.number().nonnegative(),
      cost: z.strictObject({ currency: name, amount: z.number().nonnegative() }).nullable(),
    })
    .nullable()
    .default(null),
  training: jsonSchema,
  environment: z
    .strictObject({
      platform: name,
      node: name,
      python: name,
      packageLockSha256: sha256Schema,
      packages: z.record(name, name),
      device: name,
      cuda: name.nullable(),
      driver: name.nullable(),
    })
    .nullable()
    .default(null),
  specDigest: name.nullable(),
  codeVersion: name,
});
