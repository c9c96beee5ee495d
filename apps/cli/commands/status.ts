/** `slipway status`: what serves, what runs, what was decided and why. */

import type { Command } from 'commander';
import type { RunState } from '../../../client/releases.js';
import { readHead } from '../../../registry/heads.js';
import { listRuns } from '../../../registry/runs.js';
import { localStore, requireModel, withReleases } from '../context.js';
import { outputOf, table } from '../output.js';

export function addStatus(program: Command): void {
  program.command('status').description('what serves, what runs and why').argument('<model>').action(showStatus);
}

async function showStatus(model: string, _options: object, command: Command): Promise<void> {
  requireModel(model);
  const store = await localStore();
  const head = await readHead(store, model, 'production');
  const runs = await listRuns(store, model);
  await withReleases(async (releases) => {
    const state = await releases.state(model);
    const active =
      state?.activeRun === undefined || state.activeRun === null ? undefined : await releases.runState(model, state.activeRun.runId);
    const lines = [
      `${model}: ${head === undefined ? 'nothing released' : `${head.version} serves since ${head.at} (${head.reason})`}`,
      ...(active === undefined ? ['no run in progress'] : activeLines(active)),
      ...(state?.cooldownEndsAt === null || state === undefined ? [] : [`cooldown ends ${state.cooldownEndsAt}`]),
      table(
        ['run', 'outcome', 'version', 'reason'],
        runs.slice(-10).map((run) => [run.runId, run.outcome, run.version ?? '', run.reason.slice(0, 60)]),
      ),
    ];
    outputOf(command).result({ model, head: head ?? null, release: state ?? null, active: active ?? null, runs }, lines);
  });
}

function activeLines(run: RunState): string[] {
  const verdicts = run.rollout === null ? run.verdicts : run.rollout.verdicts;
  return [
    `${run.runId} in ${run.stage}: ${run.progress}`,
    ...(run.rollout === null
      ? []
      : [`  ${run.rollout.version} at ${run.rollout.weightPercent} %, next look ${run.rollout.nextTimerAt ?? 'now'}`]),
    ...verdicts.map((verdict) => `  ${verdict.gate} ${verdict.verdict}: ${verdict.reason}`),
  ];
}
