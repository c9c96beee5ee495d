/** Which report on data a run has: in its record once it has ended, and of one that waits for a person in what the run itself says. */

import { awaitedReview } from '../../domain/run-state.js';
import type { ArtifactRef } from '../../domain/artifact.js';
import type { ObjectStore } from '../../platform/ports.js';
import { readRun } from '../../registry/runs.js';
import { patiently, withReleases } from './context.js';
import { exitCodes } from './exit-codes.js';
import type { NamedRun } from './find-run.js';
import { unknownRun } from './known-models.js';
import type { Output } from './output.js';

export interface DataReport {
  readonly model: string;
  readonly runId: string;
  readonly ref: ArtifactRef;
  /** For a person's answer. */
  readonly waits: boolean;
}

/** Undefined where there is none: then that was said, and the command fails. Throws UsageError where there is no such run. */
export async function reportOnData(output: Output, store: ObjectStore, { model, runId }: NamedRun): Promise<DataReport | undefined> {
  const record = runId === null ? undefined : await readRun(store, model, runId);
  if (record === undefined) return await reportOfUnended(output, model, runId);
  const { datasetReport: ref, outcome, reason } = record;
  if (ref !== null) return { model, runId: record.runId, ref, waits: false };
  return tellNone(output, { model, runId: record.runId, outcome }, [
    `${record.runId} of ${model} has no report on its data; it ended ${outcome}: ${reason}`,
  ]);
}

async function reportOfUnended(output: Output, model: string, named: string | null): Promise<DataReport | undefined> {
  return await withReleases(output, async (releases) => {
    const runId = named ?? (await releases.state(model))?.activeRun?.runId ?? null;
    if (runId === null) {
      return tellNone(output, { model, runId }, [
        `no run of ${model} has ended, and none is in progress`,
        `start one with: slipway run ${model}`,
      ]);
    }
    const state = await patiently(output, releases.runState(model, runId));
    if (state === undefined) throw unknownRun(model, runId);
    const { dataReview, stage } = state;
    if (dataReview !== undefined) return { model, runId, ref: dataReview.report, waits: awaitedReview(state) !== undefined };
    return tellNone(output, { model, runId, stage }, [
      `${runId} of ${model} is in stage ${stage} and asks nobody about its data; the report on it can be shown once the run has ended`,
      `follow it with: slipway watch ${model}`,
    ]);
  });
}

function tellNone(output: Output, what: Readonly<Record<string, string | null>>, lines: readonly string[]): undefined {
  process.exitCode = exitCodes.failed;
  output.result({ ...what, report: null }, lines);
}
