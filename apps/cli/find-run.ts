/** Which run a person means: `MODEL/RUN`, `run/MODEL/RUN` as the Temporal Web UI shows it, a run id alone, or a model for its latest run that has ended. */

import type { ObjectStore } from '../../platform/ports.js';
import { listRuns, modelsOfRun, type RunRecord } from '../../registry/runs.js';
import { UsageError } from './exit.js';
import { requireModel } from './known-models.js';
import { environment } from './local.js';

export interface NamedRun {
  readonly model: string;
  /** Null where a model was named and none of its runs has ended. */
  readonly runId: string | null;
}

const runIdOnly = /^ft-\d{4}-\d{2}-\d{2}-\d{3,}$/;
const someRunId = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Throws UsageError for a text that names no model and no run. That the run is there is not looked at where it is named by its model. */
export async function findRun(store: ObjectStore, text: string): Promise<NamedRun> {
  const [model = '', runId, ...rest] = text.replace(/^run\//, '').split('/');
  if (rest.length > 0 || (runId !== undefined && !someRunId.test(runId))) throw noSuchName(text);
  if (runId === undefined && runIdOnly.test(model)) return { model: await modelOf(store, model), runId: model };
  await requireModel(model);
  if (runId !== undefined) return { model, runId };
  return { model, runId: latest(await listRuns(store, model))?.runId ?? null };
}

async function modelOf(store: ObjectStore, runId: string): Promise<string> {
  const models = await modelsOfRun(store, runId);
  const [model] = models;
  if (model !== undefined && models.length === 1) return model;
  const what = `run ${runId} is not known by its id alone`;
  if (models.length > 1) {
    const why = `${models.length} models have one of this id`;
    throw new UsageError({ what, why, next: `name its model: ${models.map((each) => `${each}/${runId}`).join(' or ')}` });
  }
  const { SLIPWAY_STORE } = await environment();
  throw new UsageError({
    what,
    why: `no run of this id has ended in the store ${SLIPWAY_STORE}`,
    next: `name its model, as in MODEL/${runId}; SLIPWAY_STORE names another store`,
  });
}

function latest(runs: readonly RunRecord[]): RunRecord | undefined {
  return runs.toSorted((left, right) => Date.parse(left.endedAt) - Date.parse(right.endedAt)).at(-1);
}

function noSuchName(text: string): UsageError {
  return new UsageError({
    what: `${JSON.stringify(text.slice(0, 120))} names no run`,
    why: 'expected MODEL, MODEL/RUN or RUN, such as support-triage/ft-2026-11-21-001',
    next: 'slipway status MODEL lists the runs of a model',
  });
}
