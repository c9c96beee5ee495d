/** Which models there are, so that a mistyped name is refused before anything is made for it. */

import { resolve } from 'node:path';
import type { Releases } from '../../client/releases.js';
import { modelsIn } from '../../configs/load.js';
import { isModelName } from '../../domain/model-version.js';
import { nearest } from '../../domain/nearest.js';
import { listVersions } from '../../registry/manifests.js';
import { listRuns } from '../../registry/runs.js';
import { environment, localStore } from './context.js';
import { UsageError } from './exit.js';

/** Where a model leaves traces. What is not read here (the folder or the store of another machine) has none. */
export interface Traces {
  readonly hasFile: boolean;
  readonly isRegistered: boolean;
  readonly hasEntity: boolean;
}

export function requireModelName(model: string): void {
  if (isModelName(model)) return;
  throw new UsageError(`model: expected lower-case letters, digits and dashes, at most 40, got ${JSON.stringify(model.slice(0, 80))}`);
}

/** Throws UsageError where neither the files and the store here nor, when it is asked, the server know the model. */
export async function requireModel(model: string, releases?: Releases): Promise<Traces> {
  requireModelName(model);
  const folder = resolve((await environment()).SLIPWAY_CONFIGS);
  const files = await modelsIn(folder);
  const store = await localStore();
  const hasFile = files?.includes(model) === true;
  const isRegistered = (await listVersions(store, model)).length > 0 || (await listRuns(store, model)).length > 0;
  const hasEntity = (await releases?.isKnown(model)) === true;
  if (hasFile || isRegistered || hasEntity) return { hasFile, isRegistered, hasEntity };
  throw unknownModel(model, { folder, files });
}

export function unknownModel(
  model: string,
  { folder, files }: { readonly folder: string; readonly files: readonly string[] | undefined },
): UsageError {
  const place = files === undefined ? `(${folder} cannot be read here; SLIPWAY_CONFIGS names it)` : `in ${folder}`;
  return new UsageError(`model ${model} is unknown: no pipeline file ${place}, and nothing in the registry${meant(model, files ?? [])}`);
}

function meant(model: string, known: readonly string[]): string {
  const suggestion = nearest(model, known);
  if (suggestion !== undefined) return `; did you mean ${suggestion}?`;
  return known.length === 0 ? '' : `; known: ${known.slice(0, 10).join(', ')}`;
}
