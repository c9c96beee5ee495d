/** What becomes of sources and lines that are no good: told whole, never half believed. */

import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { QuarantineRow } from '../../../dataset/stage/quarantine.js';
import { asParent, rowsOf, useBench } from './harness.js';
import { aLine, someLines, somePolicy } from './requests.js';

const bench = useBench();

describe('data that no version can be made of', () => {
  it.each<[string, string[], RegExp]>([
    ['every line malformed', ['a', 'b'], /format: 2 of 2 lines \(100 %\) are no examples: 2 invalid-json\./],
    [
      'mostly malformed lines',
      ['a', '{"messages":[]}', aLine('c', 'refund')],
      /2 of 3 lines \(66\.67 %\) are no examples: 1 invalid-json, 1 [a-z-]+\./,
    ],
    ['blank lines', ['', '', ''], /format: There is no line to read\./],
  ])('is told with what was found: %s', async (_, lines, reason) => {
    const { report } = await bench.build([lines], { policy: { ...somePolicy, maxQuarantinePercent: 1 } });
    expect(report).toMatchObject({ outcome: 'rejected', reason: expect.stringMatching(reason) as string });
    expect(report.counts.read).toBe(lines.length);
  });

  it('is what suites ask and nothing else', async () => {
    const suites = [
      { suite: 'regression', item: 'one', line: 1, messages: [{ role: 'user' as const, content: 'where is parcel 17 of yesterday' }] },
    ];
    const { report } = await bench.build([[aLine('where is parcel 17 of yesterday', 'delivery')]], { suites });
    expect(report).toMatchObject({ outcome: 'skipped', version: null, counts: { read: 1, filtered: 1 } });
  });

  it('is what the parent has already, with a minimum of 0 too', async () => {
    const parent = await asParent(await bench.build([someLines(60, 'same')]));
    const { report } = await bench.build([someLines(60, 'same')], { parent, policy: { ...somePolicy, minimumNewExamples: 0 } });
    expect(report).toMatchObject({ outcome: 'skipped', version: null, counts: { exactDuplicates: 60 } });
  });

  it('is no source at all, each with a sentence of its own', async () => {
    const folder = await bench.sources([['']]);
    const build = bench.build([['']], { sources: [join(folder, 'nowhere'), join(folder, '*.csv'), 's3://bucket/x'] });
    await expect(build).rejects.toMatchObject({
      name: 'DataUnreadableError',
      message: expect.stringMatching(/^Source .*Source .*Source .*$/) as string,
    });
    await expect(bench.build([['']], { sources: [] })).rejects.toThrow(/at least one source/);
  });
});

describe('a line that is no example', () => {
  it('is kept with its place and a short piece, however long it is', async () => {
    const good = aLine('first of all', 'refund');
    const built = await bench.build([[good, `{"messages": "${'x'.repeat(2_000_000)}"}`, 'y'.repeat(17_000_000)]]);
    const rows = await rowsOf<QuarantineRow>(built, 'quarantine.jsonl');
    expect(rows).toMatchObject([
      { line: 2, byteOffset: good.length + 1, byteLength: 2_000_016 },
      { line: 3, byteOffset: good.length + 1 + 2_000_017, byteLength: 17_000_000, code: 'line-too-long' },
    ]);
    expect(rows.every(({ excerpt }) => excerpt.length <= 200)).toBe(true);
  });
});

describe('a source', () => {
  it('is read once when it is named twice', async () => {
    const folder = await bench.sources([someLines(60, 'twice')]);
    await writeFile(join(folder, 'notes.txt'), 'not data');
    const { report } = await bench.build([['']], { sources: [folder, join(folder, '*.jsonl'), join(folder, '0.jsonl')] });
    expect(report.counts).toMatchObject({ read: 60, accepted: 60, exactDuplicates: 0 });
  });

  it('that is written to, or taken away, while it is read is not believed', async () => {
    const [growing, vanishing] = [
      await bench.sources([someLines(60, 'grow')]),
      await bench.sources([someLines(60, 'one'), someLines(60, 'two')]),
    ];
    const grow = bench.build([['']], {
      sources: [growing],
      onProgress: () => appendFileSync(join(growing, '0.jsonl'), aLine('late', 'refund')),
    });
    await expect(grow).rejects.toMatchObject({
      name: 'FileChangedError',
      message: expect.stringContaining(join(growing, '0.jsonl')) as string,
    });
    const vanish = bench.build([['']], {
      sources: [vanishing],
      onProgress: () => rmSync(join(vanishing, '1.jsonl'), { force: true }),
    });
    await expect(vanish).rejects.toThrow(join(vanishing, '1.jsonl'));
    const { report } = await bench.build([['']], { sources: [growing] });
    expect(report.counts.read).toBeGreaterThan(60);
  });

  it('is left when the callback throws, which is how a caller cancels, and then built from as if nothing had been', async () => {
    const source = await bench.sources([someLines(60, 'cancel')]);
    const folder = join(bench.folder(), 'cancelled');
    const cancel = (): void => {
      throw new Error('enough');
    };
    await expect(bench.build([['']], { sources: [source], folder, onProgress: cancel })).rejects.toThrow('enough');
    expect(existsSync(join(folder, 'results'))).toBe(false);
    const built = await bench.build([['']], { sources: [source], folder });
    expect(built.report).toEqual((await bench.build([['']], { sources: [source] })).report);
    expect(await readdir(built.folder)).toContain('report.json');
  });
});

describe('what a suite asks', () => {
  it('is in no split, whatever white space is around it and whatever its answer says', async () => {
    const suites = [
      {
        suite: 'regression',
        item: 'one',
        line: 1,
        messages: [{ role: 'user' as const, content: '  asked question number 4 about asked28\n' }],
      },
    ];
    const lines = [...someLines(60, 'asked'), aLine('asked question number 4 about asked28 ', 'split-payment')];
    const first = await bench.build([lines]);
    const second = await bench.build([[...someLines(60, 'asked'), ...someLines(30, 'new')]], { parent: await asParent(first), suites });
    const alone = await bench.build([lines], { suites });
    expect(alone.report.counts).toMatchObject({ read: 61, accepted: 59, filtered: 2 });
    expect(second.report.training).toEqual({ existing: 61, new: 30, removed: 2, total: 89 });
    for (const built of [alone, second]) {
      for (const name of ['train', 'validation', 'heldout']) {
        const rows = await rowsOf<{ messages: { content: string }[] }>(built, `splits/${name}.jsonl`);
        expect(rows.filter(({ messages }) => messages[0]?.content.trim().endsWith(' asked28') === true)).toEqual([]);
      }
    }
  });
});
