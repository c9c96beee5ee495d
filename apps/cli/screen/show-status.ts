/** Finds out and shows what serves, what runs, what was decided and why. Apart from the command, because help must not wait for Temporal's client. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { NoWorkerError } from '../../../client/answers.js';
import type { Releases, ReleaseState } from '../../../client/releases.js';
import { modelsIn } from '../../../configs/load.js';
import { clientOf } from '../../../domain/model-version.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { readHead } from '../../../registry/heads.js';
import { listRuns } from '../../../registry/runs.js';
import { unprovenChampion } from '../../../registry/unproven-champion.js';
import { paint } from '../colours.js';
import { patiently, withReleases } from '../context.js';
import { exitCodes } from '../exit-codes.js';
import { requireModel, requireOwnModel } from '../known-models.js';
import { environment, localStore } from '../local.js';
import { outputOf, type Output } from '../output.js';
import { drawOverview, type ModelFacts } from './draw-overview.js';
import { drawStatus } from './draw-status.js';
import { beginningOf, observeRun } from './observe-run.js';
import type { RunFacts } from './run-facts.js';
import { widthOf, type Sheet } from './sheet.js';

export async function showStatus(model: string | undefined, command: Command): Promise<void> {
  const output = outputOf(command);
  const store = await localStore();
  if (model !== undefined) await requireOwnModel(model);
  await withReleases(output, (releases) =>
    model === undefined ? showAll({ output, store, releases }) : showOne({ output, store, releases }, model),
  );
}

interface Asking {
  readonly output: Output;
  readonly store: ObjectStore;
  readonly releases: Releases;
}

async function showOne(asking: Asking, model: string): Promise<void> {
  const { output, store, releases } = asking;
  await requireModel(model, releases);
  const head = (await readHead(store, model, 'production')) ?? null;
  const unproven = await unprovenChampion(store, model);
  const runs = await listRuns(store, model);
  const { release, run, silence } = await askFor(model, asking);
  const lines = drawStatus({ model, head, unproven, release, run, silence, runs }, sheet());
  // `active` is the run's own account of itself; what was found out beside it follows.
  const { state: active = null, ...progress } = run ?? {};
  output.result({ model, head, unproven, release, active, progress: run === null ? null : progress, runs }, lines);
}

async function showAll(asking: Asking): Promise<void> {
  const { output, store } = asking;
  const { SLIPWAY_CONFIGS, SLIPWAY_CLIENT } = await environment();
  const folder = resolve(SLIPWAY_CONFIGS);
  const stored = (await store.list('models/')).flatMap((key) => key.split('/')[1] ?? []);
  const known = [...new Set([...((await modelsIn(folder)) ?? []), ...stored])].toSorted();
  // Of the files, one folder may hold those of all clients.
  const names = known.filter((model) => clientOf(model) === SLIPWAY_CLIENT);
  const models = await Promise.all(names.map((model) => overviewOf(asking, model)));
  output.result(
    models,
    models.length === 0
      ? [`no model is known: no pipeline file in ${folder}, and nothing in the registry`, 'make one with: slipway init']
      : drawOverview(models, sheet()),
  );
}

async function overviewOf(asking: Asking, model: string): Promise<ModelFacts> {
  const { store } = asking;
  const head = (await readHead(store, model, 'production')) ?? null;
  const lastRun = (await listRuns(store, model)).at(-1) ?? null;
  const { state: release, silence } = await answered(asking, () => asking.releases.state(model));
  const runId = release?.activeRun?.runId;
  if (runId === undefined) return { model, head, release, active: null, lastRun, silence };
  const run = await answered(asking, () => asking.releases.runState(model, runId));
  return { model, head, release, active: run.state, lastRun, silence: run.silence };
}

interface Answers {
  readonly release: ReleaseState | null;
  readonly run: RunFacts | null;
  readonly silence: string | null;
}

async function askFor(model: string, asking: Asking): Promise<Answers> {
  const { store, releases } = asking;
  const { state: release, silence } = await answered(asking, () => releases.state(model));
  const runId = release?.activeRun?.runId;
  if (release === null || runId === undefined) return { release, run: null, silence };
  const observer = observeRun({ releases, store, model, runId, beginning: beginningOf(release, runId) });
  const seen = await answered(asking, () => observer.now());
  return { release, run: seen.state?.facts ?? null, silence: seen.silence };
}

/** Without a worker the registry still tells what serves and how runs ended; the command fails all the same, having shown a part. */
async function answered<T>({ output }: Asking, ask: () => Promise<T | undefined>): Promise<{ state: T | null; silence: string | null }> {
  try {
    return { state: (await patiently(output, ask())) ?? null, silence: null };
  } catch (error) {
    if (!(error instanceof NoWorkerError)) throw error;
    process.exitCode = exitCodes.failed;
    return { state: null, silence: error.message };
  }
}

function sheet(): Sheet {
  return { width: widthOf(process.stdout), nowMilliseconds: Date.now(), timeZone: undefined, paint: paint(process.stdout) };
}
