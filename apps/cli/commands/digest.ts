/** `slipway digest`: the name of a base model's folder, as `train.baseModel.sha256` wants it. */

import { readdir } from 'node:fs/promises';
import type { Command } from 'commander';
import { sha256OfFolder } from '../../../gguf/digest.js';
import { UsageError } from '../exit.js';
import { outputOf } from '../output.js';

export function addDigest(program: Command): void {
  program
    .command('digest')
    .description('print the SHA-256 that names a model folder')
    .argument('<folder>')
    .action(async (folder: string, _options: object, command: Command) => {
      const names = await readdir(folder).catch(() => []);
      // The digest of nothing would name every empty folder.
      if (names.length === 0) throw new UsageError(`${folder}: expected a folder with the files of a model, found none that can be read`);
      const sha256 = await sha256OfFolder(folder);
      outputOf(command).result({ folder, sha256 }, [sha256]);
    });
}
