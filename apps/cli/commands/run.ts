/** `slipway run`: asks for a run now, by hand; waits for its end if told to. */

import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { identity, requireModel, withReleases } from '../context.js';
import { exitCodes } from '../exit.js';
import { outputOf } from '../output.js';

interface RunOptions {
  readonly wait?: boolean;
  readonly ignoreCooldown?: boolean;
  readonly reason: string;
}

export function addRun(program: Command): void {
  program
    .command('run')
    .description('retrain and release a model now')
    .argument('<model>')
    .option('--wait', 'wait until the run has ended')
    .option('--ignore-cooldown', 'start although the last run ended a short time ago')
    .option('--reason <text>', 'why; kept with the run', 'asked for by hand')
    .addHelpText('after', '\nExample: slipway run support-triage --wait')
    .action(runModel);
}

async function runModel(model: string, options: RunOptions, command: Command): Promise<void> {
  requireModel(model);
  const output = outputOf(command);
  await withReleases(async (releases) => {
    const trigger = {
      kind: 'manual',
      source: identity(),
      fingerprint: randomUUID(),
      observed: options.reason,
      at: new Date().toISOString(),
    } as const;
    const answer = await releases.requestRun(model, { trigger, ignoreCooldown: options.ignoreCooldown === true });
    if (!answer.admitted) {
      output.result(answer, [`refused: ${answer.reason}`]);
      process.exitCode = exitCodes.failed;
      return;
    }
    if (options.wait !== true) {
      output.result(answer, [`started ${answer.runId}; follow it with: slipway status ${model}`]);
      return;
    }
    output.progress(`started ${answer.runId}, waiting for its end`);
    const result = await releases.runResult(model, answer.runId);
    output.result(result, [`${result.runId} ${result.outcome}${result.version === null ? '' : ` ${result.version}`}: ${result.reason}`]);
    if (result.outcome !== 'released' && result.outcome !== 'skipped') process.exitCode = exitCodes.failed;
  });
}
