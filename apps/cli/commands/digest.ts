/** `slipway digest`: the name of a base model's folder, as `train.baseModel.sha256` wants it. */

import { readdir } from 'node:fs/promises';
import type { Command } from 'commander';
import { examples } from '../examples.js';
import { UsageError } from '../exit.js';
import { digestOf } from '../model-folder.js';
import { outputOf } from '../output.js';

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
  const sha256 = await digestOf(folder, output);
  output.result({ folder, sha256 }, [sha256]);
}
