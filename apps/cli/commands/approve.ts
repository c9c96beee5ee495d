/** `slipway approve`: a person's answer to a run that waits for one, bound to the evidence that they saw. */

import type { Command } from 'commander';
import { identity, requireModel, withReleases } from '../context.js';
import { UsageError } from '../exit.js';
import { outputOf } from '../output.js';

interface ApproveOptions {
  readonly reject?: boolean;
  readonly reason: string;
  readonly evidence?: string;
}

export function addApprove(program: Command): void {
  program
    .command('approve')
    .description('answer a run that waits for an approval')
    .argument('<model>')
    .argument('<run>', 'such as ft-2026-11-21-001')
    .option('--reject', 'answer no')
    .option('--evidence <sha256>', 'digest of the evidence that you saw; without it, the digest that the run shows now')
    .requiredOption('--reason <text>', 'why; kept with the run')
    .action((...[model, runId, , command]: [string, string, object, Command]) => answer(model, runId, command));
}

async function answer(model: string, runId: string, command: Command): Promise<void> {
  requireModel(model);
  const options = command.opts<ApproveOptions>();
  await withReleases(async (releases) => {
    const state = await releases.runState(model, runId);
    const evidenceSha256 = options.evidence ?? state?.evidenceSha256;
    if (evidenceSha256 === undefined || evidenceSha256 === null)
      throw new UsageError(`run ${runId}: expected a run that waits for an approval`);
    const approved = options.reject !== true;
    await releases.answerApproval({ model, runId, approved, answer: { identity: identity(), reason: options.reason, evidenceSha256 } });
    outputOf(command).result({ model, runId, approved }, [`${runId}: ${approved ? 'approved' : 'rejected'}`]);
  });
}
