/** The page of the report on the data: a person reads it while the run waits, and the stage does without it where it cannot be kept. */

import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { aScene } from './dataset-scene.js';
import { someTickets } from './tickets.js';

describe('the page of the report that validateDataset makes', () => {
  it('lies beside the report, of data that was refused too', async () => {
    const scene = await aScene();
    await writeFile(scene.source, someTickets(12).join('\n'));
    const { report, outcome } = await scene.validate();
    expect(outcome).toBe('skipped');
    const page = await scene.store.read(`datasets/triage/reports/${report?.sha256}.html`);
    expect(page?.body.toString()).toMatch(/^<!doctype html>[^]*<title>triage: skipped<\/title>/);
  });

  it('is missing where it could not be kept, and nothing else is', async () => {
    const scene = await aScene();
    await writeFile(scene.source, someTickets(300).join('\n'));
    const { create } = scene.store;
    scene.store.create = async (key, body) =>
      key.endsWith('.html') ? await Promise.reject(new Error('the disk is full')) : await create(key, body);
    expect(await scene.validate()).toMatchObject({ outcome: 'accepted' });
    expect((await scene.store.list('datasets/')).filter((key) => key.endsWith('.html'))).toEqual([]);
  });
});
