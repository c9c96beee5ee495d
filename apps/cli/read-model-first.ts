/** What this machine can tell of a model before anything is asked of a server. Loads pipeline files, which help and completion do without. */

import { resolve } from 'node:path';
import type { Releases } from '../../client/releases.js';
import { loadModelSpec, modelsIn } from '../../configs/load.js';
import { requireModel, requireOwnModel } from './known-models.js';
import { environment } from './local.js';

/**
 * Asking makes a model's entity, or a version of it, and neither ever goes: what this machine can tell of the model is checked before. A file
 * that is here must be right; where there is none, the model must be known otherwise, which the answer asks, unless the files lie on
 * another machine.
 */
export async function readModelFirst(model: string): Promise<(releases: Releases) => Promise<void>> {
  await requireOwnModel(model);
  const folder = resolve((await environment()).SLIPWAY_CONFIGS);
  const files = await modelsIn(folder);
  if (files?.includes(model) === true) await loadModelSpec(folder, model);
  return async (releases) => {
    if (files !== undefined) await requireModel(model, releases);
  };
}
