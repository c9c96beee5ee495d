import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkNames } from '../../../dataset/check.js';
import { hash } from 'node:crypto';
import type { DuplicateRow } from '../../../dataset/stage/evidence.js';
import type { QuarantineRow } from '../../../dataset/stage/quarantine.js';
import { asParent, rowsOf, useBench } from './harness.js';
import { aLine, someLines, somePolicy } from './requests.js';

const bench = useBench();

const suite = [
  { suite: 'regression', item: 'one', line: 1, messages: [{ role: 'user' as const, content: 'where is parcel 17 of yesterday' }] },
];

describe('a first version', () => {
  it('has every check once in its order, and books that balance', async () => {
    const lines = [
      ...someLines(60, 'a'),
      '',
      '{',
      aLine('a question number 0 about a0', 'refund'),
      aLine('A question number 2; about A14!', 'refund'),
    ];
    const { report } = await bench.build([lines]);
    expect(report.checks.map(({ name }) => name)).toEqual(checkNames);
    expect(report.counts).toEqual({
      read: 64,
      accepted: 60,
      quarantined: 1,
      exactDuplicates: 1,
      normalisedDuplicates: 1,
      nearDuplicates: 0,
      filtered: 0,
      blank: 1,
    });
    expect(report.training).toEqual({ existing: 0, new: 60, removed: 0, total: 60 });
    expect(report).toMatchObject({ outcome: 'accepted', verdict: 'pass', parent: null });
  });

  it('is named by its manifest, and its splits hold every accepted example once', async () => {
    const built = await bench.build([someLines(80, 'b')]);
    const manifest = await readFile(join(built.folder, 'manifest.json'), 'utf8');
    expect(built.report.version).toBe(hash('sha256', manifest));
    const splits = await Promise.all(
      ['train', 'validation', 'heldout'].map((name) => rowsOf<{ id: string }>(built, `splits/${name}.jsonl`)),
    );
    const accepted = await rowsOf<{ id: string }>(built, 'accepted.jsonl');
    const ids = splits.flat().map(({ id }) => id);
    expect(ids.toSorted()).toEqual(accepted.map(({ id }) => id));
    expect(new Set(ids).size).toBe(80);
    expect(splits.every((rows) => rows.length > 0)).toBe(true);
  });

  it('keeps what was broken with its place, and never its secrets', async () => {
    const secret = 'anna.example@example.com';
    const built = await bench.build([[aLine('fine one here', 'refund'), `{"messages": "${secret}"}`]]);
    const [row] = await rowsOf<QuarantineRow>(built, 'quarantine.jsonl');
    expect(row).toMatchObject({ line: 2, byteLength: 40, pointer: '/messages', excerpt: expect.not.stringContaining('anna') as string });
    expect(row?.byteOffset).toBe(aLine('fine one here', 'refund').length + 1);
  });

  it('names leader and likeness of every duplicate', async () => {
    const words = Array.from({ length: 60 }, (_, index) => `word${index}`);
    const near = words.with(59, 'another').join(' ');
    const built = await bench.build([[...someLines(10, 'c'), aLine(words.join(' '), 'refund'), aLine(near, 'refund')]]);
    const [row] = await rowsOf<DuplicateRow>(built, 'duplicates.jsonl');
    // 59 pairs of words and the answer's one shingle; the last pair differs.
    expect(row).toMatchObject({ kind: 'near', overlap: 59, union: 61, similarity: 59 / 61 });
    expect(new Set([row?.line, row?.leaderLine])).toEqual(new Set([11, 12]));
    expect(built.report.counts).toMatchObject({ accepted: 11, nearDuplicates: 1 });
  });

  it('keeps near duplicates when they are only flagged, on one side', async () => {
    const policy = { ...somePolicy, nearDuplicates: { ...somePolicy.nearDuplicates, action: 'flag' as const } };
    const words = Array.from({ length: 60 }, (_, index) => `word${index}`);
    const lines = Array.from({ length: 8 }, (_, index) => aLine(words.with(59, `end${index}`).join(' '), 'refund'));
    const built = await bench.build([[...someLines(40, 'd'), ...lines]], { policy });
    expect(built.report.counts).toMatchObject({ accepted: 48, nearDuplicates: 0 });
    expect(built.report.checks.find(({ name }) => name === 'near-duplicates')).toMatchObject({
      verdict: 'fail',
      severity: 'warn',
      count: 7,
    });
    const sides = await Promise.all(
      ['train', 'validation', 'heldout'].map(async (name) => {
        const rows = await rowsOf<{ messages: { content: string }[] }>(built, `splits/${name}.jsonl`);
        return rows.filter(({ messages }) => messages[0]?.content.startsWith('word0') === true).length;
      }),
    );
    expect(sides.toSorted((left, right) => left - right)).toEqual([0, 0, 8]);
  });

  it('filters what a suite asks, and keeps it', async () => {
    const built = await bench.build([[...someLines(30, 'e'), aLine('where is parcel 17 of yesterday', 'delivery')]], { suites: suite });
    expect(built.report.counts).toMatchObject({ accepted: 30, filtered: 1 });
    expect(await rowsOf(built, 'filtered.jsonl')).toMatchObject([{ line: 31, code: 'in-suite' }]);
  });

  it('fails where what a suite asks is in the data and is not filtered', async () => {
    const files = [[...someLines(60, 'f'), aLine('where is parcel 17 of yesterday', 'delivery')]];
    const policy = { ...somePolicy, heldOut: { percent: 0, timeKey: 'createdAt' }, validation: { percent: 0 } };
    const built = await bench.build(files, { suites: suite, filterSuitePrompts: false, policy });
    expect(built.report).toMatchObject({ outcome: 'rejected', reason: expect.stringContaining('contamination') as string });
    expect(await rowsOf(built, 'contamination.jsonl')).toMatchObject([
      { line: 61, suite: 'regression', item: 'one', isContaminated: true },
    ]);
  });

  it('is skipped with the numbers when there is too little, whatever else would be said of it', async () => {
    const { report } = await bench.build([someLines(12, 'g')], { policy: { ...somePolicy, minimumNewExamples: 100 } });
    expect(report).toMatchObject({
      outcome: 'skipped',
      reason: expect.stringContaining('12 new examples, expected at least 100: 88 too few') as string,
    });
  });

  it('is rejected over the share of broken lines, by one line', async () => {
    const policy = { ...somePolicy, maxQuarantinePercent: 1 };
    const good = someLines(198, 'h');
    const [two, three] = await Promise.all([
      bench.build([[...good, '{', '{']], { policy }),
      bench.build([[...good, '{', '{', '{']], { policy }),
    ]);
    expect(two.report.outcome).toBe('accepted');
    expect(three.report).toMatchObject({ outcome: 'rejected', reason: expect.stringContaining('3 of 201 lines') as string });
  });

  it('replaces personal data and says so', async () => {
    const built = await bench.build([[...someLines(20, 'i'), aLine('write to bob.jones@example.com please now', 'refund')]]);
    const accepted = await readFile(join(built.folder, 'accepted.jsonl'), 'utf8');
    expect(accepted).not.toContain('bob.jones');
    expect(accepted).toContain('<EMAIL_1>');
    expect(built.report.transformations).toEqual([expect.stringContaining('email')]);
  });
});

describe('a version that continues another', () => {
  it('takes what is new only, and counts existing, new and total', async () => {
    const first = await bench.build([someLines(50, 'j')]);
    const again = [...someLines(50, 'j'), ...someLines(20, 'k')];
    const { report } = await bench.build([again], { parent: await asParent(first) });
    expect(report.counts).toMatchObject({ read: 70, accepted: 20, exactDuplicates: 50 });
    expect(report.training).toEqual({ existing: 50, new: 20, removed: 0, total: 70 });
    expect(report.parent).toBe(first.report.version);
  });

  it('moves no existing example, and makes what was held out the anchor', async () => {
    const first = await bench.build([someLines(60, 'l')]);
    const second = await bench.build([someLines(60, 'm')], {
      parent: await asParent(first),
      policy: { ...somePolicy, heldOut: { ...somePolicy.heldOut, percent: 60 } },
    });
    const idsOf = async (built: typeof first, name: string): Promise<string[]> =>
      (await rowsOf<{ id: string }>(built, `splits/${name}.jsonl`)).map(({ id }) => id);
    expect(await idsOf(second, 'anchor')).toEqual(await idsOf(first, 'heldout'));
    expect(await idsOf(second, 'train')).toEqual(expect.arrayContaining(await idsOf(first, 'train')));
    expect(await idsOf(second, 'validation')).toEqual(expect.arrayContaining(await idsOf(first, 'validation')));
  });

  it('removes from the existing set what a suite asks now', async () => {
    const first = await bench.build([[...someLines(40, 'n'), aLine('where is parcel 17 of yesterday', 'delivery')]]);
    const { report } = await bench.build([someLines(20, 'o')], { parent: await asParent(first), suites: suite });
    expect(report.training).toEqual({ existing: 41, new: 20, removed: 1, total: 60 });
  });

  it('waits for a person when a label was never seen', async () => {
    const first = await bench.build([someLines(60, 'p')]);
    const lines = [...someLines(60, 'q'), aLine('can I pay with two cards at once', 'split-payment')];
    const { report } = await bench.build([lines], { parent: await asParent(first) });
    expect(report).toMatchObject({
      outcome: 'needs-review',
      verdict: 'inconclusive',
      reason: expect.stringMatching(/^needs-data-review: .*split-payment/) as string,
    });
    expect(report.version).not.toBeNull();
    const samples = report.checks.find(({ name }) => name === 'new-kinds')?.samples;
    expect(samples).toEqual([
      { code: 'new-label', file: null, line: null, text: 'split-payment (1 example)' },
      expect.objectContaining({
        code: 'new-label',
        line: 61,
        text: 'split-payment: can I pay with two cards at once → {"intent":"split-payment"}',
      }) as object,
    ]);
  });

  it('fails when a field vanished', async () => {
    const first = await bench.build([someLines(60, 'r', { channel: 'mail' })]);
    const { report } = await bench.build([someLines(60, 's')], { parent: await asParent(first) });
    expect(report).toMatchObject({ outcome: 'rejected', reason: expect.stringContaining('channel') as string });
  });

  it('refuses another grouping', async () => {
    const parent = await asParent(await bench.build([someLines(40, 't')]));
    const policy = { ...somePolicy, heldOut: { percent: 20, timeKey: 'createdAt' } };
    await expect(bench.build([someLines(40, 'u')], { parent, policy })).rejects.toThrow(/Expected heldOut.groupBy to stay conversationId/);
  });
});

describe('sources of which nothing can be taken', () => {
  it.each([
    [
      'two schemas in one file',
      [aLine('one', 'refund'), JSON.stringify({ prompt: 'a', completion: '{"intent":"b"}' })],
      /Expected one schema in .*, found messages before and prompt-completion at line 2/,
    ],
  ])('%s', async (_, lines, message) => {
    await expect(bench.build([lines])).rejects.toThrow(message);
  });

  it('a path that leads nowhere', async () => {
    await expect(bench.build([['']], { sources: ['/nowhere/at/all.jsonl'] })).rejects.toThrow(/expected a file or folder, found nothing/);
  });
});
