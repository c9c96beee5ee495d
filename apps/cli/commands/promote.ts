/** `slipway promote`: releases a version that exists already, by the way that every release takes. */

import type { Command } from 'commander';
import { examples } from '../examples.js';

export function configurePromote(command: Command): void {
  command
    .argument('<model>', 'as its pipeline file is named, or MODEL@v12')
    .argument('[version]', 'such as v12: imported, or accepted and not serving')
    .option('--wait', 'show the run until it has ended, and end with 0 when it was released')
    .option('--ignore-cooldown', 'start although the last run ended a short time ago')
    .requiredOption('--reason <text>', 'why; kept with the run')
    .addHelpText(
      'after',
      `
Nothing is trained: the version is evaluated anew against what serves now, and
has to pass today's gates, approval, canary and watch.`,
    )
    .action(async (...[model, version, , command]: [string, string | undefined, object, Command]) =>
      (await import('../start-run.js')).promoteVersion(model, version, command),
    );
  examples(command, [
    ['Release an imported version', 'slipway promote support-triage v12 --reason "our own merge"'],
    ['Try one again that was rolled back', 'slipway promote support-triage v11 --reason "gateway mended"'],
  ]);
}
