/** `slipway status`: what serves, what runs, what was decided and why; without a model, a line for every model. */

import type { Command } from 'commander';
import { examples } from '../examples.js';

export function configureStatus(command: Command): void {
  command
    .argument('[model]', 'without it, a line for every model')
    .action(async (...[model, , command]: [string | undefined, object, Command]) =>
      (await import('../screen/show-status.js')).showStatus(model, command),
    );
  examples(command, [
    ['every model in a line', 'slipway status'],
    ['one model: what serves, the run in progress, the last runs', 'slipway status support-triage'],
    ['for programs', 'slipway status support-triage --json'],
  ]);
}
