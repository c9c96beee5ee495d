/** The base model that `slipway init` is told: the small one of the package, or a folder that can be fine-tuned. */

import { basename, join, resolve } from 'node:path';
import { packageRoot } from '../../../platform/package-root.js';
import { UsageError } from '../exit.js';
import { digestOf, inspectModelFolder } from '../model-folder.js';
import type { Output } from '../output.js';
import type { Base } from './plan.js';
import { namedInPipeline, type Project } from './project.js';

/** Throws UsageError for a folder that cannot be fine-tuned. */
export async function readBaseModel(chosen: string, project: Project, output: Output): Promise<Base> {
  const isTiny = chosen === 'tiny';
  const folder = isTiny ? join(packageRoot(), 'python', 'tiny_base', 'model') : resolve(chosen);
  const inspected = await inspectModelFolder(folder);
  if ('why' in inspected) throw new UsageError(inspected);
  return {
    name: isTiny ? 'slipway-tiny' : basename(folder),
    uri: namedInPipeline(project, folder),
    sha256: await digestOf(folder, output),
    isTiny,
    maximumTokens: inspected.maximumTokens,
  };
}
