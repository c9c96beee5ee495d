/** `slipway digest`: the name of a base model's folder, as `train.baseModel.sha256` wants it. */

import type { Command } from 'commander';
import { sha256OfFolder } from '../../../gguf/digest.js';
import { outputOf } from '../output.js';

export function addDigest(program: Command): void {
  program
    .command('digest')
    .description('print the SHA-256 that names a model folder')
    .argument('<folder>')
    .action(async (folder: string, _options: object, command: Command) => {
      const sha256 = await sha256OfFolder(folder);
      outputOf(command).result({ folder, sha256 }, [sha256]);
    });
}
