import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepReport, readReport } from '../../reports/keep.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import { aFolder } from '../support/set-up.js';
import { keepRun, model, runId } from './kept-run.js';

describe('the page of a run', () => {
  it('is drawn when it is asked for, kept when the run ends, and from then on the same', async () => {
    const folder = await aFolder();
    const store = createFileObjectStore(join(folder, 'store'));
    await keepRun({ store, folder }, 122);
    const drawn = await readReport(store, model, runId);
    expect(drawn).toMatch(/^<!doctype html>[^]*<title>triage ft-2026-11-21-002: released<\/title>/);
    expect(await store.list('reports/')).toEqual([]);
    await keepReport(store, model, runId);
    expect(await store.list('reports/')).toEqual([`reports/${model}/${runId}.html`]);
    await store.create(`audit/${model}/00000005.json`, 'no entry');
    await keepReport(store, model, runId);
    expect(await readReport(store, model, runId)).toBe(drawn);
  });

  it('is not there while the run goes on', async () => {
    const store = createFileObjectStore(await aFolder());
    expect(await readReport(store, model, 'ft-2026-11-21-009')).toBeUndefined();
    await expect(keepReport(store, model, 'ft-2026-11-21-009')).rejects.toThrow(/expected run ft-2026-11-21-009 of triage to have ended/);
  });
});
