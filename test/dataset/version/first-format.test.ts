/** Versions of the first releases, as those wrote them: nobody makes them any more, and they go on being parents. */

import { hash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { datasetDifference } from '../../../dataset/version/difference.js';
import { parentFromStore } from '../../../dataset/version/parent.js';
import { verifyDataset } from '../../../dataset/version/verify.js';
import type { ArtifactRef, DatasetRef } from '../../../domain/artifact.js';
import { canonicalJson } from '../../../domain/canonical-json.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { rowsOf, useBench } from '../stage/harness.js';
import { aLine, someLines } from '../stage/requests.js';
import { aStore } from './published.js';

const bench = useBench();
const fetched = (): string => join(bench.folder(), 'fetched');

describe('a version of the first format', () => {
  it('is intact, and known without a profile', async () => {
    const store = aStore(bench);
    const dataset = await firstVersion(store);
    expect(await verifyDataset(store, dataset, bench.folder())).toEqual([]);
    expect(await parentFromStore(store, dataset, fetched())).toMatchObject({
      version: dataset.version,
      groupBy: 'conversationId',
      profile: null,
    });
  });

  it('is continued: its examples are known, stay where they are, and what it held out is the anchor', async () => {
    const store = aStore(bench);
    const dataset = await firstVersion(store);
    const parent = await parentFromStore(store, dataset, fetched());
    const again = aLine('early question 3', 'refund', { conversationId: 'c3' });
    const built = await bench.build([[again, ...someLines(60, 'late')]], { parent });
    expect(built.report).toMatchObject({
      outcome: 'accepted',
      parent: dataset.version,
      counts: { read: 61, accepted: 60, exactDuplicates: 1 },
      training: { existing: 40, new: 60, removed: 0, total: 100 },
    });
    const anchor = await rowsOf<{ group: string }>(built, 'splits/anchor.jsonl');
    expect(anchor.map(({ group }) => group).toSorted()).toEqual(['c10', 'c11', 'c8', 'c9']);
    const train = await rowsOf<{ group?: string }>(built, 'splits/train.jsonl');
    expect(new Set(train.flatMap(({ group }) => group ?? []))).toEqual(new Set(groups(12, 40)));
    // Counted anew from its rows: labels are compared, fields and sources are not known.
    const labels = built.report.checks.find(({ name }) => name === 'labels');
    expect(labels).toMatchObject({ verdict: 'pass', observed: 0 });
    const difference = await datasetDifference(parent.splits, {
      train: join(built.folder, 'splits', 'train.jsonl'),
      validation: join(built.folder, 'splits', 'validation.jsonl'),
      heldOut: [join(built.folder, 'splits', 'anchor.jsonl'), join(built.folder, 'splits', 'heldout.jsonl')],
    });
    expect(difference).toMatchObject({ came: 60, went: 0, stayed: 40 });
  });

  it('keeps a group on its side, whatever the percentages are now', async () => {
    const store = aStore(bench);
    const parent = await parentFromStore(store, await firstVersion(store), fetched());
    const more = ['c9', 'c2', 'c20'].map((conversationId) =>
      aLine(`another of ${conversationId} about it`, 'delivery', { conversationId }),
    );
    const built = await bench.build([[...more, ...someLines(60, 'late')]], { parent });
    const groupsIn = async (name: string): Promise<string[]> =>
      (await rowsOf<{ group?: string }>(built, `splits/${name}.jsonl`)).flatMap(({ group }) => group ?? []);
    expect(await groupsIn('heldout')).toEqual(['c9']);
    expect((await groupsIn('validation')).filter((group) => group === 'c2')).toHaveLength(2);
    expect((await groupsIn('train')).filter((group) => group === 'c20')).toHaveLength(2);
  });
});

/** 40 rows of a group each: the first 8 are validation, the next 4 held out. */
async function firstVersion(store: ObjectStore): Promise<DatasetRef> {
  const files = { train: rowsText(12, 40), validation: rowsText(0, 8), heldOut: rowsText(8, 12) };
  const entryOf = (text: string) => ({ rows: text.split('\n').length - 1, bytes: Buffer.byteLength(text), sha256: hash('sha256', text) });
  const manifest = canonicalJson({
    model: 'triage',
    parent: null,
    settings: { heldOutPercent: 10, validationPercent: 5, groupBy: 'conversationId', labelPath: 'intent' },
    splits: { train: entryOf(files.train), validation: entryOf(files.validation), heldOut: entryOf(files.heldOut), anchor: null },
  });
  const version = hash('sha256', manifest);
  const stored = async (name: string, text: string): Promise<ArtifactRef> => {
    const key = `datasets/triage/${version}/${name}`;
    await store.create(key, text);
    return { key, sha256: hash('sha256', text), bytes: Buffer.byteLength(text) };
  };
  return {
    version,
    train: await stored('train.jsonl', files.train),
    validation: await stored('validation.jsonl', files.validation),
    heldOut: await stored('heldOut.jsonl', files.heldOut),
    anchor: null,
    manifest: await stored('manifest.json', manifest),
  };
}

/** Sorted by id, with sorted keys, as ever. */
function rowsText(from: number, to: number): string {
  const rows = Array.from({ length: to - from }, (_, index) => {
    const number = from + index;
    const answer = JSON.stringify({ intent: number % 2 === 0 ? 'delivery' : 'refund' });
    const messages = [
      { content: `early question ${number}`, role: 'user' },
      { content: answer, role: 'assistant' },
    ];
    return { group: `c${number}`, id: hash('sha256', canonicalJson(messages)), messages };
  });
  return rows
    .toSorted((left, right) => (left.id < right.id ? -1 : 1))
    .map((row) => `${canonicalJson(row)}\n`)
    .join('');
}

function groups(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `c${from + index}`);
}
