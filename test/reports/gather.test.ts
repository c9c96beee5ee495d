import { hash } from 'node:crypto';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { gatherReport } from '../../reports/gather.js';
import type { RunReportData } from '../../reports/report-data.js';
import { saveRun, type RunRecord } from '../../registry/runs.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import { aRun } from '../registry/harness.js';
import { anEarlierReport } from '../support/dataset-reports.js';
import { aFolder } from '../support/set-up.js';
import { keepRun, model, runId, type Kept } from './kept-run.js';

let bench: Kept;
let run: RunRecord;
beforeEach(async () => {
  const folder = await aFolder();
  bench = { folder, store: createFileObjectStore(join(folder, 'store')) };
  run = await keepRun(bench, 12);
});

async function gather(): Promise<RunReportData> {
  const data = await gatherReport(bench.store, model, runId);
  if (data === undefined) throw new Error('the run is kept');
  return data;
}

/** As a person with an editor would. */
async function change(key: string, from: string, to: string): Promise<void> {
  const stored = await bench.store.read(key);
  const text = String(stored?.body);
  expect(text).toContain(from);
  await bench.store.swap(key, stored?.etag ?? '', text.replace(from, to));
}

describe('what is gathered of a run', () => {
  it('is all that it left, of this run and its version alone', async () => {
    const data = await gather();
    expect(data.problems).toEqual([]);
    expect(data.run).toEqual(run);
    expect(data.spec).toMatchObject({ model, gates: [{ kind: 'accuracy' }, {}, {}, {}, {}], cost: { currency: 'EUR' } });
    expect(data.dataset).toMatchObject({
      outcome: 'accepted',
      counts: { read: 60, accepted: 60 },
      training: { new: 60 },
    });
    expect(data.curves).toEqual({ model, runId, train: [{ step: 1, loss: 7 }], validation: [{ step: 10, loss: 3 }] });
    expect(data.evaluation?.candidate.suites.heldOut?.items).toHaveLength(10);
    expect(data.version).toMatchObject({ version: 'v2', runId });
    expect(data.champion).toMatchObject({ version: 'v1', runId: 'ft-2026-11-21-001' });
    expect(data.audit.map(({ action, subject }) => `${action} ${subject}`)).toEqual(['head-moved v2', 'rolled-back v1']);
    expect(data.cost).toMatchObject({ currency: 'EUR', total: 0.5 * 0.1 + 2 * 2.5 });
  });

  it('has every look in order, with its digest and both sides', async () => {
    const { looks } = await gather();
    expect(looks.map(({ number }) => number)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    expect(new Set(looks.map(({ sha256 }) => sha256)).size).toBe(12);
    expect(looks.at(-1)?.record).toMatchObject({ kind: 'judged', weightPercent: 5, candidate: 'v2', control: 'v1' });
    expect(looks.at(-1)?.record.ledger.windows).toHaveLength(2);
  });

  it('is nothing while a run has no record', async () => {
    expect(await gatherReport(bench.store, model, 'ft-2026-11-21-009')).toBeUndefined();
  });

  it('of a run of an earlier release is what its report on the data counted, by the names that it had', async () => {
    const text = JSON.stringify(anEarlierReport);
    const ref = { key: `datasets/${model}/reports/earlier.json`, sha256: hash('sha256', text), bytes: text.length };
    await bench.store.create(ref.key, text);
    await saveRun(bench.store, aRun('ft-2026-11-21-007', { datasetReport: ref }));
    const { outcome, reason, parent, counts, splits, unprotected, quarantine } = anEarlierReport;
    expect(await gatherReport(bench.store, model, 'ft-2026-11-21-007')).toMatchObject({
      dataset: { recordedBy: 'an earlier release', outcome, reason, parent, counts, splits, unprotected, byReason: quarantine.byReason },
      problems: [],
    });
  });

  it('of a run with a report on data of another kind says so', async () => {
    const ref = { key: `datasets/${model}/reports/other.json`, sha256: hash('sha256', '{}'), bytes: 2 };
    await bench.store.create(ref.key, '{}');
    await saveRun(bench.store, aRun('ft-2026-11-21-008', { datasetReport: ref }));
    expect(await gatherReport(bench.store, model, 'ft-2026-11-21-008')).toMatchObject({
      dataset: null,
      problems: ['Dataset report: it is no report on data of this version of Slipway, nor of an earlier one'],
    });
  });

  it('of a run that ended early is null where it left nothing, which is no problem', async () => {
    await saveRun(bench.store, aRun('ft-2026-11-21-004', { datasetReport: null }));
    expect(await gatherReport(bench.store, model, 'ft-2026-11-21-004')).toMatchObject({
      spec: null,
      dataset: null,
      curves: null,
      evaluation: null,
      looks: [],
      version: null,
      champion: null,
      audit: [],
      cost: null,
      problems: [],
    });
  });
});

describe('a kept record that cannot be believed', () => {
  it.each<{ what: string; key: () => string; from: string; to: string; without: Partial<RunReportData>; says: RegExp }>([
    {
      what: 'a look whose successor knew it otherwise',
      key: () => `evidence/${model}/${runId}/3.json`,
      from: '"errors":0',
      to: '"errors":9',
      without: { looks: [] },
      says: /^Looks: Expected .*4\.json to follow the digest .* An earlier look was changed\.$/,
    },
    {
      what: 'a look that is none',
      key: () => `evidence/${model}/${runId}/12.json`,
      from: '"outcome":"pass"',
      to: '"outcome":"good"',
      without: { looks: [] },
      says: /^Looks: .*outcome/s,
    },
    {
      what: 'an evaluation of another digest',
      key: () => run.evidence?.key ?? '',
      from: '"correct": false',
      to: '"correct": true',
      without: { evaluation: null },
      says: /^Evaluation: .*: expected SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}; it was changed$/,
    },
    {
      what: 'a dataset report of another digest',
      key: () => run.datasetReport?.key ?? '',
      from: '"quarantined": 0',
      to: '"quarantined": 1',
      without: { dataset: null },
      says: /^Dataset report: .*: expected SHA-256 /,
    },
    {
      what: 'a pipeline file of another digest',
      key: () => `models/${model}/specs/${run.specDigest}.json`,
      from: '"gpuHour":2.5',
      to: '"gpuHour":25',
      without: { spec: null, cost: null },
      says: /^Pipeline file: Expected .* to have the digest that it is named by/,
    },
    {
      what: 'curves that are none',
      key: () => `models/${model}/training/${runId}.json`,
      from: '"loss":7',
      to: '"loss":"7"',
      without: { curves: null },
      says: /^Training curves: Expected the stored object .* to be a record of this version/,
    },
    {
      what: 'an audit entry whose successor knew it otherwise',
      key: () => `audit/${model}/00000001.json`,
      from: '"subject":"v1"',
      to: '"subject":"v9"',
      without: {},
      says: /^Audit: .*00000001\.json is not what was written there: /,
    },
  ])('is named and left out, and the rest is told: $what', async ({ key, from, to, without, says }) => {
    const whole = await gather();
    await change(key(), from, to);
    const data = await gather();
    expect(data.problems).toEqual([expect.stringMatching(says)]);
    expect(data).toEqual({ ...whole, ...without, problems: data.problems });
  });

  it.each<{ what: string; lost: Partial<RunRecord>; problems: readonly unknown[] }>([
    { what: 'the pipeline file', lost: { specDigest: 'b'.repeat(64) }, problems: [`Pipeline file: none was kept under ${'b'.repeat(64)}`] },
    { what: 'the version', lost: { version: 'v7' }, problems: ['Version: expected a manifest of v7, there is none'] },
    {
      what: 'what the gates judged',
      lost: { evidence: { key: 'models/triage/artifacts/none', sha256: 'b'.repeat(64), bytes: 1 } },
      problems: ['Evaluation: expected an object at models/triage/artifacts/none, there is none'],
    },
  ])('is named where it is gone: $what', async ({ lost, problems }) => {
    const other = 'ft-2026-11-21-005';
    await saveRun(bench.store, { ...run, runId: other, ...lost });
    const data = await gatherReport(bench.store, model, other);
    expect(data?.problems).toEqual(problems);
    expect(data?.dataset).not.toBeNull();
  });

  it('of another release of Slipway is said to be so', async () => {
    const older = '{"model":"triage","pipeline":[]}';
    const specDigest = hash('sha256', older);
    await bench.store.create(`models/${model}/specs/${specDigest}.json`, older);
    await saveRun(bench.store, { ...run, runId: 'ft-2026-11-21-006', specDigest });
    const data = await gatherReport(bench.store, model, 'ft-2026-11-21-006');
    expect(data?.problems).toEqual([`Pipeline file: the one of ${specDigest} is not one of this version of Slipway`]);
  });
});
