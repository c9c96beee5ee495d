/** `slipway status`: what serves, what runs, what was decided and why. */

import type { Command } from 'commander';
import { NoWorkerError } from '../../../client/answers.js';
import type { ReleaseState, Releases, RunState } from '../../../client/releases.js';
import { readHead } from '../../../registry/heads.js';
import { listRuns } from '../../../registry/runs.js';
import { localStore, patiently, withReleases } from '../context.js';
import { exitCodes } from '../exit.js';
import { requireModel, requireModelName } from '../known-models.js';
import { outputOf, table, type Output } from '../output.js';

export function addStatus(program: Command): void {
  program.command('status').description('what serves, what runs and why').argument('<model>').action(showStatus);
}

async function showStatus(model: string, _options: object, command: Command): Promise<void> {
  requireModelName(model);
  const output = outputOf(command);
  const store = await localStore();
  await withReleases(output, async (releases) => {
    await requireModel(model, releases);
    const head = await readHead(store, model, 'production');
    const runs = await listRuns(store, model);
    const { state, active, silence } = await askFor(model, releases, output);
    const recent = runs.slice(-10).map((run) => [run.runId, run.outcome, run.version ?? '', run.reason.slice(0, 60)]);
    output.result({ model, head: head ?? null, release: state, active, runs }, [
      `${model}: ${head === undefined ? 'nothing released' : `${head.version} serves since ${head.at} (${head.reason})`}`,
      ...(silence === null ? activeLines(active) : [`what is in progress is not known: ${silence}`]),
      ...(typeof state?.cooldownEndsAt === 'string' ? [`cooldown ends ${state.cooldownEndsAt}`] : []),
      recent.length === 0 ? 'no run has ended yet' : table(['run', 'outcome', 'version', 'reason'], recent),
    ]);
  });
}

interface Answers {
  readonly state: ReleaseState | null;
  readonly active: RunState | null;
  /** Why nobody answered. */
  readonly silence: string | null;
}

/** Without a worker the registry still tells what serves and how runs ended; the command fails all the same, having shown a part. */
async function askFor(model: string, releases: Releases, output: Output): Promise<Answers> {
  try {
    const state = (await patiently(output, releases.state(model))) ?? null;
    const runId = state?.activeRun?.runId;
    const active = runId === undefined ? undefined : await patiently(output, releases.runState(model, runId));
    return { state, active: active ?? null, silence: null };
  } catch (error) {
    if (!(error instanceof NoWorkerError)) throw error;
    process.exitCode = exitCodes.failed;
    return { state: null, active: null, silence: error.message };
  }
}

function activeLines(run: RunState | null): string[] {
  if (run === null) return ['no run in progress'];
  const verdicts = run.rollout === null ? run.verdicts : run.rollout.verdicts;
  return [
    `${run.runId} in ${run.stage}: ${run.progress}`,
    ...(run.rollout === null
      ? []
      : [`  ${run.rollout.version} at ${run.rollout.weightPercent} %, next look ${run.rollout.nextTimerAt ?? 'now'}`]),
    ...verdicts.map((verdict) => `  ${verdict.gate} ${verdict.verdict}: ${verdict.reason}`),
  ];
}
