import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { datasetDifference } from '../../dataset/difference.js';
import type { DatasetRef } from '../../domain/artifact.js';
import { someLines, useBench } from './harness.js';

const bench = useBench();

describe('the rows between two dataset versions', () => {
  it('are counted by their digests, whichever split they are in', async () => {
    const first = await built(someLines(30));
    const second = await built(someLines(50), first);
    const { came, went, stayed, splits } = await between(first, second);
    expect({ came, went, stayed }).toEqual({ came: 20, went: 0, stayed: 30 });
    expect(splits.map(({ split }) => split)).toEqual(['train', 'validation', 'tests']);
    expect(splits.reduce((sum, { from }) => sum + from, 0)).toBe(30);
    expect(splits.reduce((sum, { to }) => sum + to, 0)).toBe(50);
    // What was held out is the anchor now: no test is lost.
    expect(splits.every((each) => each.went === 0)).toBe(true);
  });

  it('went where a version does not build on the other', async () => {
    const lines = someLines(40);
    const { came, went, stayed } = await between(await built(lines.slice(0, 30)), await built(lines.slice(10)));
    expect({ came, went, stayed }).toEqual({ came: 10, went: 10, stayed: 20 });
  });

  it('are none between a version and itself', async () => {
    const version = await built(someLines(30));
    expect(await between(version, version)).toMatchObject({ came: 0, went: 0, stayed: 30 });
  });

  it('cannot be counted where they are no longer in the store', async () => {
    const version = await built(someLines(25));
    await bench().store.remove(version.train.key);
    await expect(between(version, version)).rejects.toThrow('found none');
  });
});

async function built(lines: readonly string[], parent: DatasetRef | null = null): Promise<DatasetRef> {
  const { dataset } = await bench().build(lines, { parent });
  if (dataset === null) throw new Error('expected a dataset');
  return dataset;
}

async function between(from: DatasetRef, to: DatasetRef): ReturnType<typeof datasetDifference> {
  const folder = await mkdtemp(join(bench().folder, 'difference-'));
  try {
    return await datasetDifference({ store: bench().store, from, to, folder });
  } finally {
    await rm(folder, { recursive: true });
  }
}
