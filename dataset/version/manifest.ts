/** A dataset version's manifest: what its rows are and what shaped them, without times, paths or names of sources. Its digest names the version. */

import { z } from 'zod';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const splitFile = z.strictObject({ rows: z.int(), bytes: z.int(), sha256: digest });

/** Of the first releases, whose versions go on being parents. */
const first = z.strictObject({
  model: z.string(),
  parent: z.string().nullable(),
  settings: z.strictObject({
    heldOutPercent: z.number(),
    validationPercent: z.number(),
    groupBy: z.string().nullable(),
    labelPath: z.string().nullable(),
  }),
  splits: z.strictObject({ train: splitFile, validation: splitFile, heldOut: splitFile, anchor: splitFile.nullable() }),
});

/** `root`: SHA-256 over the sorted ids of the rows, 32 bytes each, so that neither order nor files of the sources matter. */
const split = splitFile.extend({ root: digest });

const current = z.strictObject({
  format: z.literal(2),
  /** Null outside of a pipeline. */
  model: z.string().nullable(),
  parent: z.string().nullable(),
  /** Every threshold, with what defines similarity, scores and placeholders. */
  policy: z.record(z.string(), z.unknown()),
  /** SHA-256 of the canonical JSON of `policy`. */
  policySha256: digest,
  splits: z.strictObject({ train: split, validation: split, heldOut: split, anchor: split.nullable() }),
  training: z.strictObject({ existing: z.int(), new: z.int(), removed: z.int(), total: z.int() }),
  profile: z.strictObject({ bytes: z.int(), sha256: digest }),
});

export const manifestSchema = z.union([current, first]);

export type StoredManifest = z.infer<typeof manifestSchema>;
export type DatasetManifest = z.infer<typeof current>;
export type SplitEntry = z.infer<typeof split>;

const groupedPolicy = z.object({ heldOut: z.object({ groupBy: z.string().optional() }) });

/** Key that the groups of a version were made by; null when each row was its own. */
export function groupByOf(manifest: StoredManifest): string | null {
  if ('settings' in manifest) return manifest.settings.groupBy;
  return groupedPolicy.parse(manifest.policy).heldOut.groupBy ?? null;
}
