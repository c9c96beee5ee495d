/** A dataset version's manifest: what its rows are and what shaped them, without times, paths or names of sources. Its digest names the version. */

import { z } from 'zod';
import { canonicalJson } from '../domain/canonical-json.js';
import type { DatasetSettings } from './settings.js';
import type { WrittenFile } from './jsonl-writer.js';

const split = z.strictObject({ rows: z.number().int(), bytes: z.number().int(), sha256: z.string() });

export const manifestSchema = z.strictObject({
  model: z.string(),
  parent: z.string().nullable(),
  settings: z.strictObject({
    heldOutPercent: z.number(),
    validationPercent: z.number(),
    groupBy: z.string().nullable(),
    labelPath: z.string().nullable(),
  }),
  splits: z.strictObject({ train: split, validation: split, heldOut: split, anchor: split.nullable() }),
});

export type DatasetManifest = z.infer<typeof manifestSchema>;

export interface SplitFiles {
  readonly train: WrittenFile;
  readonly validation: WrittenFile;
  readonly heldOut: WrittenFile;
  readonly anchor: WrittenFile | null;
}

export interface ManifestParts {
  readonly model: string;
  readonly parent: string | null;
  readonly settings: DatasetSettings;
  readonly files: SplitFiles;
}

/** The canonical text. The minimum of new examples is not in it: it decides whether there is a version, not what is in one. */
export function manifestText({ model, parent, settings, files }: ManifestParts): string {
  const manifest: DatasetManifest = {
    model,
    parent,
    settings: {
      heldOutPercent: settings.heldOut.percent,
      validationPercent: settings.validation.percent,
      groupBy: settings.heldOut.groupBy ?? null,
      labelPath: settings.labelPath ?? null,
    },
    splits: {
      train: sizeOf(files.train),
      validation: sizeOf(files.validation),
      heldOut: sizeOf(files.heldOut),
      anchor: files.anchor === null ? null : sizeOf(files.anchor),
    },
  };
  return canonicalJson(manifest);
}

function sizeOf(file: WrittenFile): z.infer<typeof split> {
  return { rows: file.rows, bytes: file.bytes, sha256: file.sha256 };
}
