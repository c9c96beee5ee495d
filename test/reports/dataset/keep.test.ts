import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ArtifactRef } from '../../../domain/artifact.js';
import { createFileObjectStore } from '../../../platform/object-store-fs.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { keepDatasetPage, readDatasetPage } from '../../../reports/dataset/keep.js';
import { aDatasetReport, aHeldReport, anEarlierReport } from '../../support/dataset-reports.js';
import { aFolder } from '../../support/set-up.js';

describe('the page of a report on data', () => {
  it('is drawn once, beside its report, and from then on the same', async () => {
    const { store, ref } = await stored(aHeldReport());
    await keepDatasetPage(store, ref, aHeldReport());
    await keepDatasetPage(store, ref, aDatasetReport());
    expect(await store.list('datasets/')).toEqual([`datasets/triage/reports/${ref.sha256}.html`, ref.key]);
    const page = await readDatasetPage(store, ref);
    expect(page).toContain('<title>support-triage: needs-review</title>');
    expect(page).toContain(ref.sha256);
    await store.remove(ref.key);
    expect(await readDatasetPage(store, ref)).toBe(page);
  });

  it('is drawn when it is asked for where none was kept', async () => {
    const { store, ref } = await stored(aDatasetReport());
    expect(await readDatasetPage(store, ref)).toContain('<title>support-triage: accepted</title>');
    expect(await store.list('datasets/')).toEqual([ref.key]);
  });

  it('is none for a report of an earlier release', async () => {
    const { store, ref } = await stored(anEarlierReport);
    expect(await readDatasetPage(store, ref)).toBeUndefined();
  });

  it('is not drawn from a report that was changed', async () => {
    const { store, ref } = await stored(aDatasetReport());
    await expect(readDatasetPage(store, { ...ref, sha256: 'e'.repeat(64) })).rejects.toThrow(/expected SHA-256 e{64}.*it was changed/);
  });
});

async function stored(report: object): Promise<{ readonly store: ObjectStore; readonly ref: ArtifactRef }> {
  const store = createFileObjectStore(await aFolder());
  const text = JSON.stringify(report);
  const sha256 = hash('sha256', text);
  const ref = { key: `datasets/triage/reports/${sha256}.json`, sha256, bytes: text.length };
  await store.create(ref.key, text);
  return { store, ref };
}
