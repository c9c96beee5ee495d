/** The page of a report on data, kept beside the report: a person opens it while the run waits for an answer, and later sees what was seen then. */

import type { DatasetReport } from '../../dataset/stage/report.js';
import type { ArtifactRef } from '../../domain/artifact.js';
import type { ObjectStore } from '../../platform/ports.js';
import { isEarlier, parseDatasetReport } from '../earlier-dataset.js';
import { readJson } from '../read-json.js';

/** Draws the page once. */
export async function keepDatasetPage(store: ObjectStore, ref: ArtifactRef, report: DatasetReport): Promise<void> {
  const key = pageKey(ref);
  if ((await store.read(key)) !== undefined) return;
  await store.create(key, await draw(ref, report));
}

/** The kept page; where none was kept, as it would be drawn today. Undefined for a report of an earlier release, which has too little for a page. */
export async function readDatasetPage(store: ObjectStore, ref: ArtifactRef): Promise<string | undefined> {
  const kept = await store.read(pageKey(ref));
  if (kept !== undefined) return kept.body.toString('utf8');
  const report = parseDatasetReport(await readJson(store, ref));
  return isEarlier(report) ? undefined : await draw(ref, report);
}

async function draw(ref: ArtifactRef, report: DatasetReport): Promise<string> {
  // Here, because plots are much to load for a page that is there already.
  const { renderDataset } = await import('./page.js');
  return renderDataset(report, ref.sha256);
}

/** `datasets/<model>/reports/<sha256>.html`. */
function pageKey({ key }: ArtifactRef): string {
  return `${key.replace(/\.json$/, '')}.html`;
}
