/** Models, versions and runs that this machine knows, for completion. A name is known by the placeholder that commands use for it. */

import { modelsIn } from '../../configs/model-files.js';
import { clientOf, isModelName } from '../../domain/model-version.js';
import { environment, localStore } from './local.js';

/** The newest first, as they are meant most often; none for other placeholders. `model` is the word where a command has its model. */
export async function namesOf(placeholder: string, model: string | undefined): Promise<readonly string[]> {
  switch (placeholder) {
    case 'model':
    // Of data, files are the shell's to complete.
    case 'source':
      return models();
    case 'version':
      return model === undefined || !isModelName(model) ? [] : versionsOf(model);
    case 'run':
      return model === undefined ? runsOfAll() : runsOf(model);
    case 'subject':
      return subjects();
    default:
      return [];
  }
}

/** A file may have any name, and what a shell inserts must be harmless. */
async function models(): Promise<readonly string[]> {
  const { SLIPWAY_CONFIGS, SLIPWAY_CLIENT } = await environment();
  return ((await modelsIn(SLIPWAY_CONFIGS)) ?? []).filter((name) => isModelName(name) && clientOf(name) === SLIPWAY_CLIENT);
}

async function versionsOf(model: string): Promise<readonly string[]> {
  const { listVersions } = await import('../../registry/manifests.js');
  return (await listVersions(await localStore(), model)).map(({ version }) => version).toReversed();
}

async function runsOf(model: string): Promise<readonly string[]> {
  if (!isModelName(model)) return [];
  const { listRuns } = await import('../../registry/runs.js');
  return (await listRuns(await localStore(), model)).map(({ runId }) => runId).toReversed();
}

/** Where no model was named: a model stands for its latest run. */
async function runsOfAll(): Promise<readonly string[]> {
  const found = await Promise.all((await models()).map(async (model) => [model, ...(await runsOf(model)).map((run) => `${model}/${run}`)]));
  return found.flat();
}

/** Whatever can be asked about: models, their versions as runtimes name them, and their runs. */
async function subjects(): Promise<readonly string[]> {
  const versions = await Promise.all(
    (await models()).map(async (model) => (await versionsOf(model)).map((version) => `${model}@${version}`)),
  );
  return [...(await runsOfAll()), ...versions.flat()];
}
