/** Starts a reproduction or comes back to one, and shows how it goes. Apart from the command, because help must not wait for Temporal's client. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { ReproductionResult } from '../../client/reproductions.js';
import type { Releases } from '../../client/releases.js';
import { isReproductionId } from '../../domain/model-version.js';
import { reproductionLines } from '../../domain/reproduction.js';
import { readReproduction } from '../../registry/reproductions.js';
import { identity, withReleases } from './context.js';
import { exitCodes } from './exit-codes.js';
import { refuse } from './exit.js';
import { requireModel, requireOwnModel, unknownRun } from './known-models.js';
import { localStore } from './local.js';
import { outputOf, type Output } from './output.js';
import { startProgress, type ProgressBar } from './progress.js';
import { missingVersion, namedVersion } from './record/named-version.js';
import { exitCodeOfInterrupt, leaveSignal } from './screen/watch-run.js';

interface ReproduceOptions {
  readonly anyway?: boolean;
  readonly wait: boolean;
}

const pollMilliseconds = 1_000;

/** `text`: a model, or model and version in one word. */
export async function reproduce(text: string, named: string | undefined, command: Command): Promise<void> {
  const again = named !== undefined && isReproductionId(named) ? named : null;
  const { model, version } = again === null ? namedVersion(text, named) : { model: text, version: null };
  if (version === null && again === null) throw missingVersion(model);
  await requireOwnModel(model);
  const { anyway = false, wait } = command.opts<ReproduceOptions>();
  const output = outputOf(command);
  await withReleases(output, async (releases) => {
    await requireModel(model, releases);
    if (version === null) return tell(output, await endOf(output, releases, { model, reproductionId: again ?? '' }));
    const reproductionId = await releases.reproduce(model, { version, anyway, requestedBy: identity() });
    if (wait) return tell(output, await endOf(output, releases, { model, reproductionId }));
    const next = `started ${reproductionId}; look at it with: slipway reproduce ${model} ${reproductionId}`;
    output.result({ model, version, reproductionId }, [next]);
  });
}

interface Named {
  readonly model: string;
  readonly reproductionId: string;
}

/** Shows what is done meanwhile. Leaves the program at Ctrl-C. */
async function endOf(output: Output, releases: Releases, named: Named): Promise<ReproductionResult | 'cancelled'> {
  const { model, reproductionId } = named;
  const stop = new AbortController();
  const progress = startProgress(output, { what: reproductionId, total: null, unit: '' });
  const shown = show(output, releases, { ...named, progress, signal: stop.signal });
  try {
    const result = await Promise.race([releases.reproductionResult(model, reproductionId), left()]);
    if (result !== 'left') return result ?? (await kept(named));
    progress.end();
    output.progress(`${reproductionId} goes on; look again with: slipway reproduce ${model} ${reproductionId}`);
    // At once: what the server is still being asked would keep the program for a minute.
    return process.exit(exitCodeOfInterrupt);
  } finally {
    stop.abort();
    await shown;
    progress.end();
  }
}

/** By Ctrl-C, or by closing the pipe that the lines go to. */
async function left(): Promise<'left'> {
  const signal = leaveSignal();
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  return 'left';
}

/** A line for each activity, and the steps of the training in the live line: a log of hours must not fall silent, nor fill with steps. */
async function show(
  output: Output,
  releases: Releases,
  { model, reproductionId, progress, signal }: Named & { readonly progress: ProgressBar; readonly signal: AbortSignal },
): Promise<void> {
  let told = '';
  while (!signal.aborted) {
    // One that Temporal has forgotten has no step, and a server that is away is reported by whoever waits for the end.
    const step = await releases.reproductionStep(model, reproductionId).catch(() => undefined);
    if (step !== undefined && step.name !== told) output.progress(`${reproductionId}: ${activityText(step.name)}`);
    told = step?.name ?? told;
    const { training } = step ?? {};
    progress.update(0, training === undefined ? '' : `step ${training.step} of ${training.maxSteps ?? '?'}`);
    await sleep(pollMilliseconds, undefined, { signal }).catch(() => undefined);
  }
}

function activityText(name: string): string {
  switch (name) {
    case 'planReproduction':
      return 'reading its records and the bytes of its dataset';
    case 'compareTrainingHost':
      return 'comparing code and packages';
    case 'train':
      return 'training';
    case 'packageModel':
      return 'packaging';
    default:
      return 'comparing digests';
  }
}

/** The registry remembers what Temporal has forgotten. */
async function kept({ model, reproductionId }: Named): Promise<ReproductionResult> {
  const record = await readReproduction(await localStore(), model, reproductionId);
  if (record === undefined) throw unknownRun(model, reproductionId);
  return record;
}

function tell(output: Output, result: ReproductionResult | 'cancelled'): void {
  if (result === 'cancelled') return refuse(output, 'it was cancelled');
  if (result.outcome === 'refused') {
    output.result(result, [`refused: ${result.reason}`]);
    process.exitCode = exitCodes.failed;
    return;
  }
  output.result(result, reproductionLines(result));
  process.exitCode = result.outcome === 'same' ? exitCodes.done : exitCodes.failed;
}
