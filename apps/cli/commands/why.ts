/** `slipway why`: why a version serves or does not, or why a run ended as it did, in sentences with their evidence. */

import type { Command } from 'commander';
import { examples } from '../examples.js';

export function configureWhy(command: Command): void {
  command
    .argument('<subject>', 'MODEL for what serves, MODEL@v12, MODEL/RUN, or a run id')
    .argument('[version]', 'such as v12, after MODEL')
    .action(async (...[subject, version, , command]: [string, string | undefined, object, Command]) =>
      (await import('../record/show-why.js')).showWhy({ subject, version }, command),
    );
  examples(command, [
    ['What serves, and what led there', 'slipway why support-triage'],
    ['What became of a version', 'slipway why support-triage v12'],
    ['Why a run ended as it did', 'slipway why support-triage/ft-2026-11-21-001'],
  ]);
}
