/** `slipway run`: asks for a run now, by hand; waits for its end if told to. */

import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Releases } from '../../../client/releases.js';
import { loadModelSpec, modelsIn } from '../../../configs/load.js';
import { environment, identity, patiently, withReleases } from '../context.js';
import { exitCodes, refuse } from '../exit.js';
import { requireModel, requireModelName } from '../known-models.js';
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
  const output = outputOf(command);
  const checkModel = await readFirst(model);
  await withReleases(output, async (releases) => {
    await checkModel(releases);
    const trigger = {
      kind: 'manual',
      source: identity(),
      fingerprint: randomUUID(),
      observed: options.reason,
      at: new Date().toISOString(),
    } as const;
    const answer = await patiently(output, releases.requestRun(model, { trigger, ignoreCooldown: options.ignoreCooldown === true }));
    if (!answer.admitted) return refuse(output, answer.reason);
    if (options.wait !== true) {
      return output.result(answer, [`started ${answer.runId}; follow it with: slipway status ${model}`]);
    }
    output.progress(`started ${answer.runId}, waiting for its end`);
    const result = await releases.runResult(model, answer.runId);
    output.result(result, [`${result.runId} ${result.outcome}${result.version === null ? '' : ` ${result.version}`}: ${result.reason}`]);
    if (result.outcome !== 'released' && result.outcome !== 'skipped') process.exitCode = exitCodes.failed;
  });
}

/**
 * Asking makes the model's entity, which never ends: what this machine can tell of the model is checked before. A file that is here
 * must be right; where there is none, the model must be known otherwise, unless the files lie on another machine.
 */
async function readFirst(model: string): Promise<(releases: Releases) => Promise<void>> {
  requireModelName(model);
  const folder = resolve((await environment()).SLIPWAY_CONFIGS);
  const files = await modelsIn(folder);
  if (files?.includes(model) === true) await loadModelSpec(folder, model);
  return async (releases) => {
    if (files !== undefined) await requireModel(model, releases);
  };
}
