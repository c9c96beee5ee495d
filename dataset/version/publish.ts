/** Puts the results of a build into the store: splits first, manifest last, so that a manifest means that all is there. */

import { hash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRef, DatasetRef } from '../../domain/artifact.js';
import type { ObjectStore } from '../../platform/ports.js';
import type { BuiltDataset } from '../stage/request.js';
import { manifestSchema, type SplitEntry } from './manifest.js';
import { sha256OfFile } from './parent.js';

/** Beside the report in the store, each under its own name. */
const evidenceFiles = ['quarantine', 'duplicates', 'filtered', 'contamination', 'conflicts', 'outliers'] as const;

export interface Published {
  /** Null unless the report's outcome is `accepted` or `needs-review`. */
  readonly dataset: DatasetRef | null;
  readonly report: ArtifactRef;
}

/** Idempotent: the same results go under the same keys. `model` of the report is where they belong; it must not be null. */
export async function publishBuilt(store: ObjectStore, { report, folder }: BuiltDataset): Promise<Published> {
  const { model, outcome } = report;
  if (model === null) throw new Error('Expected the results of a pipeline, got those of a build without a model.');
  const isGood = outcome === 'accepted' || outcome === 'needs-review';
  const dataset = isGood ? await publishVersion(store, model, folder) : null;
  const stored = await storeReport(store, `datasets/${model}/reports`, folder);
  return { dataset, report: stored };
}

async function publishVersion(store: ObjectStore, model: string, folder: string): Promise<DatasetRef> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8');
  const { splits } = manifestSchema.parse(JSON.parse(text));
  const version = hash('sha256', text);
  const prefix = `datasets/${model}/${version}`;
  const stored = async (name: string, file: string, entry: Pick<SplitEntry, 'sha256' | 'bytes'>): Promise<ArtifactRef> => {
    const key = `${prefix}/${name}.jsonl`;
    await store.createFromFile(key, join(folder, 'splits', `${file}.jsonl`));
    return { key, sha256: entry.sha256, bytes: entry.bytes };
  };
  const refs = {
    train: await stored('train', 'train', splits.train),
    validation: await stored('validation', 'validation', splits.validation),
    heldOut: await stored('heldOut', 'heldout', splits.heldOut),
    anchor: splits.anchor === null ? null : await stored('anchor', 'anchor', splits.anchor),
  };
  await store.create(`${prefix}/profile.json`, await readFile(join(folder, 'profile.json')));
  const key = `${prefix}/manifest.json`;
  await store.create(key, text);
  return { version, manifest: { key, sha256: version, bytes: Buffer.byteLength(text) }, ...refs };
}

/** Under its own digest, its evidence beside it. The report names files of the evidence by their last part. */
async function storeReport(store: ObjectStore, prefix: string, folder: string): Promise<ArtifactRef> {
  const path = join(folder, 'report.json');
  const sha256 = await sha256OfFile(path);
  for (const name of evidenceFiles) {
    const file = join(folder, `${name}.jsonl`);
    const size = await stat(file).then(
      (found) => found.size,
      () => 0,
    );
    if (size > 0) await store.createFromFile(`${prefix}/${sha256}/${name}.jsonl`, file);
  }
  const key = `${prefix}/${sha256}.json`;
  await store.createFromFile(key, path);
  return { key, sha256, bytes: (await stat(path)).size };
}
