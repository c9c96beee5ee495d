/** Which models there are, so that a mistyped name is refused before anything is made for it. */

import { resolve } from 'node:path';
import type { Releases } from '../../client/releases.js';
import { modelsIn } from '../../configs/model-files.js';
import { clientOf, isModelName } from '../../domain/model-version.js';
import { nearest } from '../../domain/nearest.js';
import { UsageError } from './exit.js';
import { environment, localStore } from './local.js';

/** Where a model leaves traces. What is not read here (the folder or the store of another machine) has none. */
export interface Traces {
  readonly hasFile: boolean;
  readonly isRegistered: boolean;
  readonly hasEntity: boolean;
}

export function requireModelName(model: string): void {
  if (isModelName(model)) return;
  throw new UsageError({
    what: 'model: expected lower-case letters, digits and dashes, at most 40',
    why: `got ${JSON.stringify(model.slice(0, 80))}`,
    next: 'give the name of its pipeline file, such as support-triage',
  });
}

/** Throws UsageError for a model of another client than this command's: its records lie elsewhere, so it would look unknown, or empty. */
export async function requireOwnModel(model: string): Promise<void> {
  requireModelName(model);
  const client = clientOf(model);
  const { SLIPWAY_CLIENT: ours } = await environment();
  if (client === ours) return;
  throw new UsageError({
    what: client === undefined ? `${model} is a model of no client` : `${model} is a model of the client ${client}`,
    why: ours === undefined ? 'SLIPWAY_CLIENT is not set: this command is for models of no client' : `SLIPWAY_CLIENT is ${ours}`,
    next:
      client === undefined
        ? `unset SLIPWAY_CLIENT, or name a model of ${ours}, such as ${ours}.${model}`
        : `set SLIPWAY_CLIENT=${client}, and the credentials that open its part of the store`,
  });
}

/** Throws UsageError where neither the files and the store here nor, when it is asked, the server know the model. */
export async function requireModel(model: string, releases?: Releases): Promise<Traces> {
  await requireOwnModel(model);
  const [{ listVersions }, { listRuns }] = await Promise.all([import('../../registry/manifests.js'), import('../../registry/runs.js')]);
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
  return new UsageError({
    what: `model ${model} is unknown`,
    why: `no pipeline file ${place}, and nothing in the registry`,
    next: meant(model, files ?? []),
  });
}

function meant(model: string, known: readonly string[]): string {
  const suggestion = nearest(model, known);
  if (suggestion !== undefined) return `did you mean ${suggestion}?`;
  const make = 'make a pipeline file with: slipway init';
  return known.length === 0 ? make : `known are ${known.slice(0, 10).join(', ')}; ${make}`;
}

export function unknownRun(model: string, runId: string): UsageError {
  return new UsageError({
    what: `${model} has no such run: ${runId}`,
    why: 'neither the Temporal server nor the registry has it',
    next: `slipway status ${model} lists the runs`,
  });
}
