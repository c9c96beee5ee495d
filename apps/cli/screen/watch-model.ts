/** Finds the run that a person wants to see, and shows it until it ends. Apart from the command, because help must not wait for Temporal's client. */

import type { Command } from 'commander';
import type { Releases, RunResult } from '../../../client/releases.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { listRuns, readRun } from '../../../registry/runs.js';
import { patiently } from '../context.js';
import { requireModel, requireOwnModel, unknownRun } from '../known-models.js';
import { localStore } from '../local.js';
import { outputOf, type Output } from '../output.js';
import { nextRun } from './next-run.js';
import { distanceText } from './moments.js';
import { openResultView } from './open-view.js';
import { beginningOf, type Beginning } from './observe-run.js';
import { finalLine, reportHint } from './outcome.js';
import { withWatching, type WatchRun } from './watch-run.js';

interface Watching {
  readonly output: Output;
  readonly releases: Releases;
  readonly store: ObjectStore;
  readonly model: string;
  readonly watchRun: WatchRun;
}

export async function watch(model: string, named: string | undefined, command: Command): Promise<void> {
  await requireOwnModel(model);
  const output = outputOf(command);
  const { next = false } = command.opts<{ readonly next?: boolean }>();
  const store = await localStore();
  await withWatching(output, openResultView, async (releases, watchRun) => {
    await requireModel(model, releases);
    const watching: Watching = { output, releases, store, model, watchRun };
    if (named !== undefined) return watchNamed(watching, named);
    const release = await patiently(output, releases.state(model));
    const active = release?.activeRun?.runId;
    if (active !== undefined)
      return watchOne(watching, { runId: active, beginning: beginningOf(release, active), end: releases.runResult(model, active) });
    if (!next) return tellLast(watching);
    output.progress(`no run of ${model} is in progress; waiting for the next one`);
    const begun = await nextRun(releases, { model, before: release });
    await watchOne(watching, { ...begun, end: releases.runResult(model, begun.runId) });
  });
}

/** The registry remembers runs that Temporal has forgotten. */
async function watchNamed(watching: Watching, runId: string): Promise<void> {
  const { releases, store, model, output } = watching;
  const status = await releases.runStatus(model, runId);
  const record = status === 'unknown' ? await readRun(store, model, runId) : undefined;
  if (record !== undefined) return watchOne(watching, { runId, beginning: beginningOf(undefined, runId), end: Promise.resolve(record) });
  if (status === 'unknown') throw unknownRun(model, runId);
  const release = status === 'running' ? await patiently(output, releases.state(model)) : undefined;
  return watchOne(watching, { runId, beginning: beginningOf(release, runId), end: releases.runResult(model, runId) });
}

async function watchOne(
  { watchRun, store, model, output }: Watching,
  run: { readonly runId: string; readonly beginning: Beginning; readonly end: Promise<RunResult> },
): Promise<void> {
  const result = await watchRun({ store, model, ...run });
  // Of JSON, the last document has said it.
  if (output.json) return;
  output.result(result, [finalLine(result)]);
  output.progress(reportHint(result));
}

async function tellLast({ output, store, model }: Watching): Promise<void> {
  const last = (await listRuns(store, model)).at(-1) ?? null;
  const nowMilliseconds = Date.now();
  output.result({ model, active: null, last }, [
    `no run of ${model} is in progress`,
    ...(last === null
      ? []
      : [`the last one ended ${distanceText(last.endedAt, { nowMilliseconds, timeZone: undefined })}:`, finalLine(last)]),
    last === null ? `start one with: slipway run ${model}` : reportHint(last),
  ]);
}
