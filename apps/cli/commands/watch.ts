/** `slipway watch`: shows a run live until it ends, and ends as the run did. */

import type { Command } from 'commander';
import { examples } from '../examples.js';

export function configureWatch(command: Command): void {
  command
    .argument('<model>')
    .argument('[run]', 'such as ft-2026-11-21-001; without it, the run in progress')
    .option('--next', 'when no run is in progress, wait for the next one')
    .addHelpText(
      'after',
      `
On a terminal a picture that changes in place; otherwise a line for each change,
with --json a JSON document for each. Ends with 0 when the run was released or
skipped, 1 when it ended otherwise, 130 after Ctrl-C: then the run goes on.`,
    )
    .action(async (...[model, runId, , command]: [string, string | undefined, object, Command]) =>
      (await import('../screen/watch-model.js')).watch(model, runId, command),
    );
  examples(command, [
    ['the run in progress', 'slipway watch support-triage'],
    ['one run, also when it has ended', 'slipway watch support-triage ft-2026-11-21-001'],
    ['whatever is released next, as JSON lines', 'slipway watch support-triage --next --json'],
  ]);
}
