import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BuiltDataset } from '../../../dataset/stage/request.js';
import { datasetDifference, type DatasetDifference } from '../../../dataset/version/difference.js';
import { asParent, useBench } from '../stage/harness.js';
import { someLines } from '../stage/requests.js';

const bench = useBench();

describe('the rows between two dataset versions', () => {
  it('are counted by their digests, whichever split they are in', async () => {
    const first = await bench.build([someLines(30, 'a')]);
    const second = await bench.build([someLines(50, 'a')], { parent: await asParent(first) });
    const { came, went, stayed, splits } = await between(first, second);
    expect({ came, went, stayed }).toEqual({ came: 20, went: 0, stayed: 30 });
    expect(splits.map(({ split }) => split)).toEqual(['train', 'validation', 'tests']);
    expect(splits.reduce((sum, { from }) => sum + from, 0)).toBe(30);
    expect(splits.reduce((sum, { to }) => sum + to, 0)).toBe(50);
    // What was held out is the anchor now: no test is lost.
    expect(splits.every((each) => each.went === 0)).toBe(true);
  });

  it('went where a version does not build on the other', async () => {
    const lines = someLines(40, 'b');
    const { came, went, stayed } = await between(await bench.build([lines.slice(0, 30)]), await bench.build([lines.slice(10)]));
    expect({ came, went, stayed }).toEqual({ came: 10, went: 10, stayed: 20 });
  });

  it('are none between a version and itself', async () => {
    const version = await bench.build([someLines(30, 'c')]);
    expect(await between(version, version)).toMatchObject({ came: 0, went: 0, stayed: 30 });
  });

  it('cannot be counted in a file of something else, which is named with the line', async () => {
    const { splits } = await asParent(await bench.build([someLines(25, 'd')]));
    const train = join(bench.folder(), 'other.jsonl');
    await writeFile(train, '{"id":"x"}\n');
    await expect(datasetDifference(splits, { ...splits, train })).rejects.toThrow(`Expected a dataset row at line 1 of ${train}`);
  });
});

async function between(from: BuiltDataset, to: BuiltDataset): Promise<DatasetDifference> {
  return await datasetDifference((await asParent(from)).splits, (await asParent(to)).splits);
}
