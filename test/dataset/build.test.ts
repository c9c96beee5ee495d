import { createHash } from 'node:crypto';
import { appendFileSync, rmSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildDataset, type DatasetOutcome } from '../../dataset/build.js';
import type { DatasetRow } from '../../dataset/rows.js';
import { aLine, someLines, someSettings, useBench } from './harness.js';

const bench = useBench();

describe('a first version', () => {
  it('divides rows by conversation and has no anchor', async () => {
    const outcome = await bench().build(someLines(120));
    expect(outcome).toMatchObject({ outcome: 'accepted', counts: { lines: 120, newExamples: 120 }, dataset: { anchor: null } });
    const splits = [outcome.dataset?.train, outcome.dataset?.validation, outcome.dataset?.heldOut];
    const rows = await Promise.all(splits.map((ref) => bench().rows(ref)));
    const groups = rows.map((split) => new Set(split.map((row) => row.group)));
    expect(Math.min(...groups.map((set) => set.size))).toBeGreaterThan(0);
    expect(groups.map((set) => set.size).reduce((sum, size) => sum + size)).toBe(40);
    expect(new Set(groups.flatMap((set) => [...set])).size).toBe(40);
  });

  it('stores what its references say, under the digest of its manifest', async () => {
    const { dataset, report } = await bench().build(someLines(120));
    if (dataset === null) throw new Error('Expected an accepted version.');
    for (const ref of [report, dataset.manifest, dataset.train, dataset.validation, dataset.heldOut]) {
      const body = (await bench().store.read(ref.key))?.body ?? Buffer.alloc(0);
      expect([createHash('sha256').update(body).digest('hex'), body.length]).toEqual([ref.sha256, ref.bytes]);
    }
    expect(dataset.manifest).toMatchObject({ sha256: dataset.version, key: `datasets/triage/${dataset.version}/manifest.json` });
  });

  it('is the same version and report when built again, and leaves the work folder empty', async () => {
    const lines = someLines(60, 'again');
    const [one, two] = [await bench().build(lines), await bench().build(lines)];
    expect(two.dataset).toEqual(one.dataset);
    expect(await readdir(join(bench().folder, 'work'))).toEqual([]);
  });

  it('counts every line and shows what nothing protects against', async () => {
    const lines = [...someLines(60, 'counted'), '', 'not json', aLine('counted 0', 'refund', 'counted-0'), '{"messages":[]}'];
    const outcome = await bench().build(lines);
    const report = await bench().report(outcome);
    expect(report).toMatchObject({
      outcome: 'accepted',
      counts: { lines: 64, blank: 1, quarantined: 2, inSuites: 0, duplicates: 1, alreadyInParent: 0, newExamples: 60 },
      quarantine: { byReason: { 'invalid-json': 1, 'invalid-shape': 1 } },
      labels: { parent: {}, new: { card: 40, refund: 20 } },
    });
    expect(report.unprotected.join('\n')).toMatch(/Near duplicates[^]*first version has no anchor/);
    const quarantine = (await bench().store.read(report.quarantine.file?.key ?? ''))?.body.toString().trimEnd().split('\n');
    expect(quarantine?.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { line: 62, reason: 'invalid-json', raw: 'not json' },
      { line: 64, reason: 'invalid-shape' },
    ]);
  });

  it('cuts a quarantined line to 4 KiB', async () => {
    const report = await bench().report(await bench().build([...someLines(30, 'cut'), 'x'.repeat(2_000_000)]));
    expect(report.quarantine.byReason).toEqual({ 'line-too-long': 1 });
    expect(report.quarantine.file?.bytes).toBeLessThan(4500);
  });
});

describe('a later version', () => {
  it('adds to the parent, keeps its sides, and turns its held-out rows into the anchor', async () => {
    const first = await bench().build(someLines(90, 'chain'));
    const more = [...someLines(120, 'chain'), ...someLines(60, 'later')];
    const second = await bench().build(more, { parent: first.dataset });
    expect(second.counts).toMatchObject({ alreadyInParent: 90, newExamples: 90 });
    const third = await bench().build(someLines(60, 'third'), { parent: second.dataset });
    const [one, two, three] = [await idsOf(first), await idsOf(second), await idsOf(third)];
    expect(two.anchor).toEqual(one.heldOut);
    expect(three.anchor).toEqual([...two.heldOut, ...two.anchor].toSorted());
    expect(two.train).toEqual(expect.arrayContaining(one.train));
    expect(three.validation).toEqual(expect.arrayContaining(two.validation));
    expect(two.heldOut.some((id) => one.heldOut.includes(id))).toBe(false);
  });

  it('keeps a group on the side where the parent put it, whatever the percentages are now', async () => {
    const settings = { ...someSettings, heldOut: { percent: 0, groupBy: 'conversationId' }, validation: { percent: 0 } };
    const first = await bench().build([aLine('a', 'x', 'g'), aLine('b', 'x', 'h')], { settings });
    const allHeld = { ...settings, heldOut: { percent: 100, groupBy: 'conversationId' } };
    const second = await bench().build([aLine('a2', 'x', 'g'), aLine('c', 'x', 'new')], { parent: first.dataset, settings: allHeld });
    expect(await bench().report(second)).toMatchObject({ splits: { train: 3, heldOut: 1, anchor: 0 } });
  });

  it('is skipped with a report when too little is new', async () => {
    const first = await bench().build(someLines(60, 'skip'));
    const settings = { ...someSettings, minimumNewExamples: 10 };
    const second = await bench().build([...someLines(60, 'skip'), ...someLines(9, 'few')], { parent: first.dataset, settings });
    expect(second).toMatchObject({ outcome: 'skipped', dataset: null, counts: { alreadyInParent: 60, newExamples: 9 } });
    expect(await bench().report(second)).toMatchObject({ outcome: 'skipped', parent: first.dataset?.version, version: null });
    const same = await bench().build(someLines(60, 'skip'), { parent: first.dataset, settings: { ...settings, minimumNewExamples: 0 } });
    expect(same.outcome).toBe('skipped');
  });

  it('refuses another way of grouping, because sides could not be kept apart', async () => {
    const first = await bench().build(someLines(60, 'regroup'));
    const settings = { ...someSettings, heldOut: { percent: 20 } };
    const second = await bench().build(someLines(90, 'regroup'), { parent: first.dataset, settings });
    expect(second).toMatchObject({ outcome: 'rejected', dataset: null });
    expect(second.reason).toMatch(/groupBy to stay conversationId/);
  });

  it('does not believe a parent whose bytes have changed', async () => {
    const { dataset } = await bench().build(someLines(60, 'damage'));
    if (dataset === null) throw new Error('Expected a first version.');
    const damaged = { ...dataset, train: { ...dataset.train, key: dataset.heldOut.key } };
    await expect(bench().build(someLines(90, 'damage'), { parent: damaged })).rejects.toThrow(/to have SHA-256/);
  });
});

describe('rows that suites ask', () => {
  const asked = [[{ role: 'user' as const, content: '  asked 7\n' }], [{ role: 'user' as const, content: 'asked by nobody' }]];
  const isAsked = ({ messages }: DatasetRow): boolean => messages[0]?.content === 'asked 7';

  it('are counted and go into no split, whatever their answer says', async () => {
    const lines = [...someLines(60, 'asked'), aLine('asked 7', 'another', 'elsewhere')];
    const outcome = await bench().build(lines, { asked });
    expect(outcome).toMatchObject({ outcome: 'accepted', counts: { lines: 61, inSuites: 2, newExamples: 59 } });
    expect(outcome.reason).toMatch(/ Left out, because suites ask them: 2 lines\.$/);
    expect((await rowsOf(outcome)).filter(isAsked)).toEqual([]);
    expect(await bench().report(outcome)).toMatchObject({ counts: { inSuites: 2 }, sources: [{ inSuites: 2 }] });
  });

  it('are taken out of what the parent trained on, when a suite asks them later', async () => {
    const first = await bench().build(someLines(60, 'asked'));
    expect((await rowsOf(first)).filter(isAsked)).toHaveLength(1);
    const second = await bench().build([...someLines(60, 'asked'), ...someLines(30, 'new')], { parent: first.dataset, asked });
    expect(second).toMatchObject({ outcome: 'accepted', counts: { inSuites: 1, alreadyInParent: 59, newExamples: 30 } });
    expect(second.reason).toMatch(/suites ask them: 1 line and 1 row of the parent\.$/);
    const rows = await rowsOf(second);
    expect([rows.length, rows.filter(isAsked)]).toEqual([89, []]);
  });

  it('are no training data on their own', async () => {
    const outcome = await bench().build([aLine('asked 7')], { asked });
    expect(outcome.reason).toMatch(/^Expected examples, found only the 1 that suites ask in /);
  });
});

describe('data that cannot be used', () => {
  it.each([
    ['mostly quarantined lines', ['a', '{"messages":[]}', aLine('c')], /2 of 3 lines were quarantined \(1 invalid-json, 1 invalid-shape\)/],
    ['every line malformed', ['a', 'b'], /2 of 2 lines were quarantined \(2 invalid-json\)/],
    ['empty files', ['', '', ''], /found none in \S+0\.jsonl \(2 lines\)/],
    ['one conversation only', [aLine('a', 'x', 'one')], /No row (was held out|is left)/],
  ])('is rejected: %s', async (_name, lines, reason) => {
    const outcome = await bench().build(lines);
    expect(outcome).toMatchObject({ outcome: 'rejected', dataset: null });
    expect(outcome.reason).toMatch(reason);
    expect(await bench().report(outcome)).toMatchObject({ outcome: 'rejected', reason: outcome.reason });
  });

  it('is rejected with one sentence for every source that is not there', async () => {
    const empty = join(bench().folder, 'empty');
    await mkdir(empty, { recursive: true });
    const outcome = await fromSources([
      join(bench().folder, 'nowhere'),
      empty,
      join(empty, '*.jsonl'),
      's3://bucket/x',
      join(bench().folder, '*/x'),
    ]);
    expect(outcome.outcome).toBe('rejected');
    expect(outcome.reason.match(/Source /g)).toHaveLength(5);
    expect(await bench().report(outcome)).toMatchObject({ reason: outcome.reason, counts: { lines: 0 } });
    expect((await fromSources([])).reason).toMatch(/at least one source/);
  });

  it('is read once when two sources name the same file', async () => {
    const folder = join(bench().folder, 'twice');
    await mkdir(folder);
    await writeFile(join(folder, 'a.jsonl'), someLines(60, 'twice').join('\n'));
    await writeFile(join(folder, 'notes.txt'), 'not data');
    const outcome = await fromSources([folder, join(folder, '*.jsonl'), join(folder, 'a.jsonl')]);
    expect(outcome.counts).toMatchObject({ lines: 60, duplicates: 0 });
  });

  it('is rejected when a source was written to while it was read', async () => {
    const folder = join(bench().folder, 'growing');
    await mkdir(folder);
    const file = join(folder, 'a.jsonl');
    await writeFile(file, someLines(60, 'growing').join('\n'));
    const outcome = await fromSources([folder], () => appendFileSync(file, `\n${aLine('late')}`));
    expect(outcome).toMatchObject({ outcome: 'rejected', dataset: null });
    expect(outcome.reason).toContain(`Changed while being read: ${file}.`);
    expect(await fromSources([folder])).toMatchObject({ outcome: 'accepted' });
  });

  it('is rejected when a source was taken away while another was read', async () => {
    const folder = join(bench().folder, 'vanishing');
    await mkdir(folder);
    const [first, second] = [join(folder, 'a.jsonl'), join(folder, 'b.jsonl')];
    for (const file of [first, second]) await writeFile(file, someLines(60, 'vanishing').join('\n'));
    const outcome = await fromSources([folder], () => rmSync(second, { force: true }));
    expect(outcome.reason).toContain(`Changed while being read: ${second}.`);
  });

  it('stops when the progress callback throws, which is how a caller cancels', async () => {
    const cancel = (): void => {
      throw new Error('cancelled');
    };
    const folder = join(bench().folder, 'cancel');
    await mkdir(folder);
    await writeFile(join(folder, 'a.jsonl'), someLines(3).join('\n'));
    await expect(fromSources([folder], cancel)).rejects.toThrow('cancelled');
    expect(await readdir(join(bench().folder, 'work'))).toEqual([]);
  });
});

async function fromSources(sources: readonly string[], onProgress?: () => void): Promise<DatasetOutcome> {
  const { store, folder } = bench();
  return await buildDataset({
    model: 'triage',
    sources,
    parent: null,
    settings: someSettings,
    reserved: new Set(),
    store,
    workDir: join(folder, 'work'),
    onProgress,
  });
}

async function rowsOf({ dataset }: DatasetOutcome): Promise<DatasetRow[]> {
  const splits = await Promise.all(
    [dataset?.train, dataset?.validation, dataset?.heldOut, dataset?.anchor].map((ref) => bench().rows(ref)),
  );
  return splits.flat();
}

async function idsOf(outcome: DatasetOutcome): Promise<Record<'train' | 'validation' | 'heldOut' | 'anchor', string[]>> {
  const ids = async (name: 'train' | 'validation' | 'heldOut' | 'anchor'): Promise<string[]> =>
    (await bench().rows(outcome.dataset?.[name])).map((row) => row.id);
  return { train: await ids('train'), validation: await ids('validation'), heldOut: await ids('heldOut'), anchor: await ids('anchor') };
}
