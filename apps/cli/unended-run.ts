/** What can be said of a run that has no report yet: where it is, or that there is none. Apart, because only this asks Temporal. */

import { NoWorkerError } from '../../client/answers.js';
import type { Releases } from '../../client/releases.js';
import { withReleases } from './context.js';
import { exitCodes } from './exit-codes.js';
import type { NamedRun } from './find-run.js';
import { unknownRun } from './known-models.js';
import type { Output } from './output.js';

/** The command fails: what it was asked for is not there. Throws UsageError where there is no such run. */
export async function tellUnended(output: Output, { model, runId }: NamedRun): Promise<void> {
  await withReleases(output, async (releases) => {
    const named = runId ?? (await activeRun(releases, model));
    process.exitCode = exitCodes.failed;
    if (named === null) {
      return output.result({ model, runId: null, state: 'none' }, [
        `no run of ${model} has ended, and none is in progress`,
        `start one with: slipway run ${model}`,
      ]);
    }
    const state = await releases.runStatus(model, named);
    if (state === 'unknown') throw unknownRun(model, named);
    if (state !== 'running') {
      return output.result({ model, runId: named, state }, [
        `${named} of ${model} has ended (${state}) and left no record here`,
        'if the store is elsewhere, SLIPWAY_STORE names it; a run that was terminated leaves none',
      ]);
    }
    const stage = await stageOf(releases, model, named);
    output.result({ model, runId: named, state, stage }, [
      `${named} of ${model} is in progress${stage === null ? '' : `, in stage ${stage}`}; it has a report once it has ended`,
      `follow it with: slipway watch ${model}`,
    ]);
  });
}

async function activeRun(releases: Releases, model: string): Promise<string | null> {
  return (await releases.state(model))?.activeRun?.runId ?? null;
}

/** Null without a worker, who alone knows it. */
async function stageOf(releases: Releases, model: string, runId: string): Promise<string | null> {
  try {
    return (await releases.runState(model, runId))?.stage ?? null;
  } catch (error) {
    if (error instanceof NoWorkerError) return null;
    throw error;
  }
}
