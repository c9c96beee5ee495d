/** `slipway approve`: a person's answer to a run that waits for one, bound to the evidence or the data that they saw. */

import type { Command } from 'commander';
import type { RunState } from '../../../client/releases.js';
import { awaitedReview } from '../../../domain/run-state.js';
import { identity, patiently, withReleases } from '../context.js';
import { examples } from '../examples.js';
import { refuse } from '../exit.js';
import { requireModel, requireOwnModel, unknownRun } from '../known-models.js';
import { outputOf } from '../output.js';

interface ApproveOptions {
  readonly reject?: boolean;
  readonly reason: string;
  readonly evidence?: string;
}

export function configureApprove(command: Command): void {
  command
    .argument('<model>', 'as its pipeline file is named')
    .argument('<run>', 'such as ft-2026-11-21-001')
    .option('--reject', 'answer no')
    .option('--evidence <sha256>', 'of what you saw, in a review of data of its report; without it, what the run shows now')
    .requiredOption('--reason <text>', 'why; kept with the run')
    .action((...[model, runId, , command]: [string, string, object, Command]) => answer(model, runId, command));
  examples(command, [
    ['Let the run go on', 'slipway approve support-triage ft-2026-11-21-001 --reason "looks right"'],
    ['End it', 'slipway approve support-triage ft-2026-11-21-001 --reject --reason "no"'],
  ]);
}

async function answer(model: string, runId: string, command: Command): Promise<void> {
  await requireOwnModel(model);
  const options = command.opts<ApproveOptions>();
  const output = outputOf(command);
  await withReleases(output, async (releases) => {
    await requireModel(model, releases);
    const state = await patiently(output, releases.runState(model, runId));
    if (state === undefined) throw unknownRun(model, runId);
    const shown = shownTo(state);
    if (shown === null) {
      const instead = state.outcome === null ? `is in stage ${state.stage}` : `has ended: ${state.outcome}`;
      return refuse(output, `run ${runId} does not wait for an approval; it ${instead}`);
    }
    const approved = options.reject !== true;
    const evidenceSha256 = options.evidence ?? shown;
    await releases.answerApproval({ model, runId, approved, answer: { identity: identity(), reason: options.reason, evidenceSha256 } });
    output.result({ model, runId, approved }, [`${runId}: ${approved ? 'approved' : 'rejected'}`]);
  });
}

/** Digest of what a person is asked about now; null where nobody is asked. */
function shownTo(state: RunState): string | null {
  return awaitedReview(state)?.report.sha256 ?? (state.stage === 'approve' ? state.evidenceSha256 : null);
}
