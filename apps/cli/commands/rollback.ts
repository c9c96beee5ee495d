/** `slipway rollback`: serve an earlier version again, and wait until it is verified that it does. */

import type { Command } from 'commander';
import { identity, requireModel, withReleases } from '../context.js';
import { exitCodes } from '../exit.js';
import { outputOf } from '../output.js';

interface RollbackOptions {
  readonly to?: string;
  readonly reason: string;
}

export function addRollback(program: Command): void {
  program
    .command('rollback')
    .description('serve an earlier version again')
    .argument('<model>')
    .option('--to <version>', 'such as v3; without it, the version that served before this one')
    .requiredOption('--reason <text>', 'why; kept in the audit')
    .addHelpText('after', '\nExample: slipway rollback support-triage --to v3 --reason "wrong refunds since noon"')
    .action(rollBack);
}

async function rollBack(model: string, options: RollbackOptions, command: Command): Promise<void> {
  requireModel(model);
  const output = outputOf(command);
  await withReleases(async (releases) => {
    const answer = await releases.requestRollback(model, { to: options.to ?? null, reason: options.reason, identity: identity() });
    if (!answer.admitted) {
      output.result(answer, [`refused: ${answer.reason}`]);
      process.exitCode = exitCodes.failed;
      return;
    }
    const report = await releases.rollbackReport(model, answer.runId);
    const seconds = (Date.parse(report.verifiedAt) - Date.parse(report.decidedAt)) / 1000;
    output.result(report, [`${model}: ${report.from ?? 'nothing'} → ${report.to}, verified ${seconds.toFixed(1)} s after the decision`]);
  });
}
