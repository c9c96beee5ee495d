/** A policy with everything else that decides what a version holds, as plain JSON: part of the version's name. */

import type { DatasetPolicy } from '../policy.js';
import { qualityVersion } from '../quality/score.js';
import { redactorVersion } from '../redact/redact.js';
import { definitionOf, parseShingle } from '../text/shingles.js';

export function policyRecord(policy: DatasetPolicy): Readonly<Record<string, unknown>> {
  // Through JSON, because keys that are undefined are as good as absent.
  return JSON.parse(JSON.stringify({ ...policy, definitions: definitionsOf(policy), redactorVersion, qualityVersion })) as Record<
    string,
    unknown
  >;
}

/** How equality and similarity are computed, in sentences. */
export function definitionsOf({ nearDuplicates }: DatasetPolicy): string[] {
  return definitionOf(parseShingle(nearDuplicates.shingle), nearDuplicates.similarity);
}
