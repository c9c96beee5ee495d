/** `slipway digest`: the name of a base model's folder, as `train.baseModel.sha256` wants it. */

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { sha256OfFolder } from '../../../gguf/digest.js';
import { examples } from '../examples.js';
import { UsageError } from '../exit.js';
import { outputOf } from '../output.js';
import { startProgress } from '../progress.js';

const bytesPerMegabyte = 1_000_000;
/** Read in about a second. */
const quickMegabytes = 300;

export function configureDigest(command: Command): void {
  command.argument('<folder>', 'with the files of a base model').action(digest);
  examples(command, [['What train.baseModel.sha256 wants', 'slipway digest models/llama-3.1-8b']]);
}

async function digest(folder: string, _options: object, command: Command): Promise<void> {
  const output = outputOf(command);
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  // The digest of nothing would name every empty folder.
  if (names.length === 0) {
    throw new UsageError({
      what: `${folder}: expected a folder with the files of a model`,
      why: 'found none that can be read',
      next: 'give the folder that holds config.json and the weights',
    });
  }
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  const total = sizes.reduce((sum, size) => sum + size, 0) / bytesPerMegabyte;
  let done = 0;
  const progress = total < quickMegabytes ? undefined : startProgress(output, { what: `reads ${folder}`, total, unit: 'MB' });
  const sha256 = await sha256OfFolder(folder, (bytes) => progress?.update((done += bytes / bytesPerMegabyte)));
  progress?.end();
  output.result({ folder, sha256 }, [sha256]);
}
