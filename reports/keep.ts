/** The page of a run, kept at `reports/<model>/<runId>.html` beside its evidence: what people read later is what was drawn when it ended. */

import type { ObjectStore } from '../platform/ports.js';
import { checkName } from '../registry/stored.js';
import { gatherReport } from './gather.js';

/** Draws the page once. Throws when the run has not ended. */
export async function keepReport(store: ObjectStore, model: string, runId: string): Promise<void> {
  const key = reportKey(model, runId);
  if ((await store.read(key)) !== undefined) return;
  const page = await drawReport(store, model, runId);
  if (page === undefined) throw new Error(`expected run ${runId} of ${model} to have ended, it has no record`);
  await store.create(key, page);
}

/** The kept page; where none was kept, as it would be drawn today. Undefined when the run has not ended. */
export async function readReport(store: ObjectStore, model: string, runId: string): Promise<string | undefined> {
  const kept = await store.read(reportKey(model, runId));
  return kept?.body.toString('utf8') ?? (await drawReport(store, model, runId));
}

async function drawReport(store: ObjectStore, model: string, runId: string): Promise<string | undefined> {
  const data = await gatherReport(store, model, runId);
  if (data === undefined) return undefined;
  // Here, because plots are much to load for a page that is there already.
  const { renderReport } = await import('./page/render.js');
  return renderReport(data);
}

/** In the store. */
export function reportKey(model: string, runId: string): string {
  return `reports/${checkName('model', model)}/${checkName('run id', runId)}.html`;
}
