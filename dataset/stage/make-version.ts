/** The manifest of what a build accepted, and the profile that later versions are compared with: written beside the splits. */

import { hash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../../domain/canonical-json.js';
import { boundedTally, emptyTally, mergeTallies } from '../drift/tally.js';
import type { DatasetManifest } from '../version/manifest.js';
import type { TrainingSet } from './report.js';
import type { Tallies } from './tally-columns.js';
import type { SplitFiles } from './write-splits.js';

export interface VersionParts {
  readonly model: string | null;
  readonly parent: string | null;
  /** Every threshold and definition, as `policyRecord` makes it. */
  readonly policy: Readonly<Record<string, unknown>>;
  readonly splits: SplitFiles;
  readonly training: TrainingSet;
  readonly tallies: Tallies;
}

/** The version's name: the SHA-256 of `manifest.json`. Equal examples, policy and parent give equal bytes. */
export async function makeVersion(folder: string, { tallies, policy, ...parts }: VersionParts): Promise<string> {
  const profile = JSON.stringify(boundedTally(mergeTallies(tallies.existing ?? emptyTally(), tallies.fresh)));
  const manifest: DatasetManifest = {
    format: 2,
    ...parts,
    policy,
    policySha256: hash('sha256', canonicalJson(policy)),
    profile: { bytes: Buffer.byteLength(profile), sha256: hash('sha256', profile) },
  };
  const text = canonicalJson(manifest);
  await writeFile(join(folder, 'profile.json'), profile);
  await writeFile(join(folder, 'manifest.json'), text);
  return hash('sha256', text);
}
