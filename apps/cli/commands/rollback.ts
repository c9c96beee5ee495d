/** `slipway rollback`: serve an earlier version again, and wait until it is verified that it does. */

import type { Command } from 'commander';
import { versionNumber } from '../../../domain/model-version.js';
import { identity, patiently, withReleases } from '../context.js';
import { examples } from '../examples.js';
import { refuse, UsageError } from '../exit.js';
import { requireModel, requireOwnModel } from '../known-models.js';
import { outputOf } from '../output.js';
import { during } from '../progress.js';

interface RollbackOptions {
  readonly to?: string;
  readonly reason: string;
}

export function configureRollback(command: Command): void {
  command
    .argument('<model>', 'as its pipeline file is named')
    .option('--to <version>', 'such as v3; without it, the version before (in a canary: the champion)')
    .requiredOption('--reason <text>', 'why; kept in the audit')
    .action(rollBack);
  examples(command, [
    ['To the version before', 'slipway rollback support-triage --reason "wrong refunds"'],
    ['To a version by its name', 'slipway rollback support-triage --to v3 --reason "wrong refunds"'],
  ]);
}

async function rollBack(model: string, options: RollbackOptions, command: Command): Promise<void> {
  await requireOwnModel(model);
  const to = options.to ?? null;
  if (to !== null && versionNumber(to) === undefined) {
    throw new UsageError({
      what: '--to: expected a version such as v3',
      why: `got ${JSON.stringify(to)}`,
      next: `slipway versions ${model} lists them`,
    });
  }
  const output = outputOf(command);
  await withReleases(output, async (releases) => {
    const { isRegistered, hasEntity } = await requireModel(model, releases);
    // Asking makes the model's entity, which never ends.
    if (!isRegistered && !hasEntity) return refuse(output, `nothing of ${model} has been released, so there is nothing to go back to`);
    const answer = await patiently(output, releases.requestRollback(model, { to, reason: options.reason, identity: identity() }));
    if (!answer.admitted) return refuse(output, answer.reason);
    const report = await during(output, `rolls ${model} back, waiting until it is verified`, releases.rollbackReport(model, answer.runId));
    const seconds = (Date.parse(report.verifiedAt) - Date.parse(report.decidedAt)) / 1000;
    output.result(report, [`${model}: ${report.from ?? 'nothing'} → ${report.to}, verified ${seconds.toFixed(1)} s after the decision`]);
  });
}
