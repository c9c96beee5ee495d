/** `slipway run`: asks for a run now, by hand; waits for its end if told to. */

import type { Command } from 'commander';
import { examples } from '../examples.js';

export function configureRun(command: Command): void {
  command
    .argument('<model>')
    .option('--wait', 'show the run until it has ended, and end with 0 when it was released or skipped')
    .option('--ignore-cooldown', 'start although the last run ended a short time ago')
    .option('--reason <text>', 'why; kept with the run', 'asked for by hand')
    .action(async (...[model, , command]: [string, object, Command]) => (await import('../start-run.js')).runModel(model, command));
  examples(command, [
    ['start one, and go on with something else', 'slipway run support-triage --reason "new refund rules"'],
    ['watch it to its end', 'slipway run support-triage --wait'],
    ['again, sooner than the cooldown allows', 'slipway run support-triage --ignore-cooldown'],
  ]);
}
