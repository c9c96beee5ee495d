/** `slipway reproduce`: makes a version again from its recorded dataset and recipe, and says whether the bytes are the same. */

import type { Command } from 'commander';
import { examples } from '../examples.js';

export function configureReproduce(command: Command): void {
  command
    .argument('<model>', 'as its pipeline file is named, or MODEL@v12')
    .argument('[version]', 'such as v12, or the id of a reproduction to look at again')
    .option('--anyway', 'also where code or packages are not those recorded; this is recorded')
    .option('--wait', 'wait for its end', true)
    .option('--no-wait', 'start it, and go on with something else')
    .addHelpText(
      'after',
      `
Changes nothing of what serves: it trains, packages and compares digests. Ends
with 0 when they are the same, 1 when they differ or it was refused, 130 after
Ctrl-C: then it goes on, and slipway cancel ends it.`,
    )
    .action(async (...[model, version, , command]: [string, string | undefined, object, Command]) =>
      (await import('../reproduce.js')).reproduce(model, version, command),
    );
  examples(command, [
    ['make a version again, and compare', 'slipway reproduce support-triage v12'],
    ['although code or packages have changed', 'slipway reproduce support-triage v12 --anyway'],
    ['come back to one that goes on', 'slipway reproduce support-triage rp-2026-11-21-001'],
  ]);
}
