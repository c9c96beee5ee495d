/** `slipway gc`: frees the room of what retention lets go: weights and data of old rejections, merged weights, what nothing refers to. */

import type { Command } from 'commander';
import { examples } from '../examples.js';

export function configureGc(command: Command): void {
  command
    .argument('<model>', 'as its pipeline file is named; retention in that file says what may go')
    .option('--dry-run', 'say what would go and why, and remove nothing')
    .action(async (...[model, options, command]: [string, { readonly dryRun?: boolean }, Command]) =>
      (await import('../record/free-room.js')).freeRoom(model, { dryRun: options.dryRun === true, command }),
    );
  examples(command, [
    ['What would go, and why', 'slipway gc support-triage --dry-run'],
    ['Remove it; the audit tells what and why', 'slipway gc support-triage'],
  ]);
}
