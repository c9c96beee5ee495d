/** `slipway cancel`: ends a run before its time, waits until it has undone what it did, and says what production serves. */

import type { Command } from 'commander';
import type { Releases } from '../../../client/releases.js';
import { isReproductionId } from '../../../domain/model-version.js';
import { readHead } from '../../../registry/heads.js';
import { readRun } from '../../../registry/runs.js';
import { identity, patiently, withReleases } from '../context.js';
import { examples } from '../examples.js';
import { exitCodes } from '../exit-codes.js';
import { refuse } from '../exit.js';
import { requireModel, requireOwnModel, unknownRun } from '../known-models.js';
import { localStore } from '../local.js';
import { outputOf, type Output } from '../output.js';
import { during } from '../progress.js';

export function configureCancel(command: Command): void {
  command
    .argument('<model>', 'as its pipeline file is named')
    .argument('[run]', 'such as ft-2026-11-21-001, or a reproduction; without it, the run in progress')
    .requiredOption('--reason <text>', "why; kept in the run's history")
    .action((...[model, runId, , command]: [string, string | undefined, object, Command]) => cancel(model, runId, command));
  examples(command, [
    ['The run in progress', 'slipway cancel support-triage --reason "wrong data was uploaded"'],
    ['A run by its name', 'slipway cancel support-triage ft-2026-11-21-001 --reason "too slow"'],
  ]);
}

async function cancel(model: string, named: string | undefined, command: Command): Promise<void> {
  await requireOwnModel(model);
  const output = outputOf(command);
  const { reason } = command.opts<{ readonly reason: string }>();
  await withReleases(output, async (releases) => {
    await requireModel(model, releases);
    if (named !== undefined && isReproductionId(named))
      return cancelReproduction(output, releases, { model, reproductionId: named, reason });
    const runId = named ?? (await patiently(output, releases.state(model)))?.activeRun?.runId;
    if (runId === undefined) return refuse(output, `no run of ${model} is in progress`);
    const ended = await endOf(model, runId, releases);
    if (ended !== null) return refuse(output, `run ${runId} has already ended: ${ended}`);
    if (!(await releases.cancelRun(model, runId, `${identity()}: ${reason}`))) return refuse(output, `run ${runId} has ended meanwhile`);
    const result = await during(output, `asked ${runId} to end, waiting until it has`, releases.runResult(model, runId));
    const head = await readHead(await localStore(), model, 'production');
    const serving = head === undefined ? 'nothing has been released to production' : `${head.version} serves in production`;
    output.result({ model, runId, outcome: result.outcome, reason: result.reason, production: head?.version ?? null }, [
      `${runId} ${result.outcome}: ${result.reason}`,
      serving,
    ]);
    // It was faster: whatever it did stays done.
    if (result.outcome !== 'cancelled') process.exitCode = exitCodes.failed;
  });
}

/** It has nothing to undo: its trainer is stopped, and nothing of what serves was touched. */
async function cancelReproduction(
  output: Output,
  releases: Releases,
  { model, reproductionId, reason }: { readonly model: string; readonly reproductionId: string; readonly reason: string },
): Promise<void> {
  if (!(await releases.cancelReproduction(model, reproductionId, `${identity()}: ${reason}`)))
    return refuse(output, `${model} has no ${reproductionId} in progress`);
  const result = await during(
    output,
    `asked ${reproductionId} to end, waiting until it has`,
    releases.reproductionResult(model, reproductionId),
  );
  const outcome = typeof result === 'object' ? result.outcome : 'cancelled';
  output.result({ model, reproductionId, outcome }, [`${reproductionId} ${outcome}`]);
  // It was faster.
  if (outcome !== 'cancelled') process.exitCode = exitCodes.failed;
}

/** Null while the run is in progress. The registry remembers runs that Temporal has forgotten. */
async function endOf(model: string, runId: string, releases: Releases): Promise<string | null> {
  const status = await releases.runStatus(model, runId);
  if (status === 'running') return null;
  if (status !== 'unknown') return status;
  const record = await readRun(await localStore(), model, runId);
  if (record !== undefined) return record.outcome;
  throw unknownRun(model, runId);
}
