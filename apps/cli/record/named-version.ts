/** Which version a person means: `MODEL VERSION`, or both in one word as runtimes name it, `MODEL@v12`. */

import { versionName, versionNumber } from '../../../domain/model-version.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { listVersions, readStoredVersion, type StoredVersion } from '../../../registry/manifests.js';
import { UsageError } from '../exit.js';
import { requireModel } from '../known-models.js';

export interface NamedVersion {
  readonly model: string;
  /** Null where the text names a model alone. */
  readonly version: string | null;
}

/** Splits; that either exists is not looked at. Throws UsageError for a version that is none, and where two are named. */
export function namedVersion(text: string, version?: string): NamedVersion {
  const [model = '', ...rest] = text.split('@');
  const inText = rest.length === 0 ? undefined : rest.join('@');
  if (inText !== undefined && version !== undefined && inText !== version) {
    throw new UsageError({
      what: 'expected one version',
      why: `got ${inText} and ${version}`,
      next: `name one of them: ${model}@${version}`,
    });
  }
  const named = inText ?? version;
  if (named !== undefined && versionNumber(named) === undefined) {
    throw new UsageError({
      what: 'version: expected one such as v12',
      why: `got ${JSON.stringify(named.slice(0, 80))}`,
      next: `slipway versions ${model} lists them`,
    });
  }
  return { model, version: named ?? null };
}

export function missingVersion(model: string): UsageError {
  return new UsageError({ what: 'a version is missing', why: `only ${model} was named`, next: `slipway versions ${model} lists them` });
}

/** Throws UsageError where there is no such model or version, or none was named. */
export async function requireVersion(store: ObjectStore, { model, version }: NamedVersion): Promise<StoredVersion> {
  await requireModel(model);
  if (version === null) throw missingVersion(model);
  const stored = await readStoredVersion(store, model, version);
  if (stored !== undefined) return stored;
  const count = (await listVersions(store, model)).length;
  const known = { 0: 'it has no version yet', 1: 'it has v1 alone' }[count] ?? `it has v1 to ${versionName(count)}`;
  throw new UsageError({ what: `${model} has no ${version}`, why: known, next: `slipway versions ${model} lists them` });
}
