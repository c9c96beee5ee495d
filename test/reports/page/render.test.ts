import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { parseDatasetReport } from '../../../reports/earlier-dataset.js';
import { renderReport } from '../../../reports/page/render.js';
import type { RunReportData } from '../../../reports/report-data.js';
import {
  aDataRejectedReport,
  anAuditEntry,
  aReleasedReport,
  aRolledBackReport,
  aRunRecord,
  minute,
  someCurves,
  stagesUpTo,
} from '../../support/report-data.js';
import {
  aCheck,
  aDatasetReport,
  anEarlierReport,
  aRejectedReport,
  aSample,
  someChecks,
  someCounts,
} from '../../support/dataset-reports.js';
import { fullPlan, someLooks } from '../../support/report-looks.js';
import { aVerdict } from '../../support/verdicts.js';

const ids = [
  'trigger',
  'data',
  'training',
  'evaluation',
  'gates',
  'rollout',
  'live',
  'rollback',
  'decisions',
  'lineage',
  'timings',
  'unprotected',
];

function documentOf(data: RunReportData): Document {
  return parseHTML(renderReport(data)).document;
}

/** With the units' fixed spaces as plain ones. */
function textIn(page: Document, id: string): string {
  const section = page.querySelector(`#${id}`);
  expect(section, `section ${id}`).not.toBeNull();
  return (section?.textContent ?? '').replaceAll('\u00a0', ' ');
}

describe('the page of a run', () => {
  it.each([
    ['a release', aReleasedReport()],
    ['a rollback', aRolledBackReport()],
    ['rejected data', aDataRejectedReport()],
  ])('of %s has every section in order, each with its title and a link to it', (_, data) => {
    const document = documentOf(data);
    expect([...document.querySelectorAll('section')].map(({ id }) => id)).toEqual(ids);
    expect([...document.querySelectorAll('nav a')].map((link) => link.getAttribute('href'))).toEqual(ids.map((id) => `#${id}`));
    for (const id of ids) expect(document.querySelector(`#${id} h2`)?.textContent).toMatch(/\w/);
    expect(document.querySelectorAll('h1')).toHaveLength(1);
  });

  it('of a version that was promoted names who made it and what it was compared with, and looks for no data', () => {
    const { run } = aReleasedReport();
    const stages = run.stages.filter(({ name }) => !['validate', 'train', 'package', 'register'].includes(name));
    const page = documentOf(aReleasedReport({ run: { ...run, stages, promotion: { champion: 'v7' } }, dataset: null, curves: null }));
    expect(page.querySelector('header')?.textContent).toMatch(/Champion\W*v7/);
    expect(textIn(page, 'data')).toContain(
      `none, because the run has released a version that was there already. It was made by ${run.runId}.`,
    );
    expect(textIn(page, 'training')).toContain('Training curves: none');
    const expired = { ...run, stages: stages.slice(0, 2), promotion: { champion: 'v7' }, outcome: 'expired' as const };
    const head = documentOf(aReleasedReport({ run: expired, looks: [], audit: [] })).querySelector('header')?.textContent;
    expect(head).toContain(`slipway promote ${run.model} v2 --reason "why"`);
  });

  it('says how it ended before anything else', () => {
    const head = documentOf(aRolledBackReport()).querySelector('header')?.textContent ?? '';
    expect(head).toContain('Rolled back');
    expect(head).toContain('v2 was taken away from users again, and v1 put back.');
    expect(head).toContain('v1, for all users.');
    expect(head).toContain('slipway status support-triage');
  });

  it('says above all what of its records could not be believed', () => {
    const data = aReleasedReport({ problems: ['Looks: look 3 was changed'] });
    expect(documentOf(data).querySelector('header')?.textContent).toContain('This page is not completeLooks: look 3 was changed');
    expect(documentOf(aReleasedReport()).querySelector('.problems')).toBeNull();
  });

  it('gives each plot a role, a description and a table in its section', () => {
    const document = documentOf(aReleasedReport());
    const plots = [...document.querySelectorAll('figure svg.plot')];
    expect(plots).toHaveLength(10);
    for (const plot of plots) {
      expect(plot.getAttribute('role')).toBe('img');
      expect(plot.getAttribute('aria-label')).toMatch(/^\w.*\. \w/);
      expect(plot.closest('section')?.querySelector('table')).not.toBeNull();
    }
  });

  it('needs nothing from elsewhere and has no script', () => {
    const html = renderReport(aReleasedReport());
    expect(html).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|url\(|@import|https?:|\son\w+=|\sstyle=/i);
    expect(html).toMatch(
      /Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[^"]+='; base-uri 'none'; form-action 'none'"/,
    );
  });

  it('is the same to the byte for the same data', () => {
    expect(renderReport(aRolledBackReport())).toBe(renderReport(aRolledBackReport()));
  });
});

describe('a run that ended early', () => {
  it('shows what it has of its data and says that the rest did not happen', () => {
    const page = documentOf(aDataRejectedReport());
    expect(textIn(page, 'data')).toContain('61 of 120 lines (50.83 %) are no examples');
    expect(textIn(page, 'data')).toMatch(/Quarantined\s*61\s*50.8 %/);
    expect(textIn(page, 'data')).toMatch(/format\W*failblocks50.83 %1 %/);
    expect(textIn(page, 'data')).toContain('The examples were not split');
    expect(textIn(page, 'data')).toContain('slipway report support-triage/ft-2026-11-21-002 --data');
    expect(page.querySelector('header')?.textContent).toContain('slipway report support-triage/ft-2026-11-21-002 --data');
    for (const id of ['training', 'evaluation', 'gates', 'rollout', 'live']) {
      expect(textIn(page, id)).toContain('did not happen. The run ended in stage validate (data-rejected).');
    }
    expect(textIn(page, 'rollback')).toContain('There was none');
    expect(textIn(page, 'lineage')).toContain('No version was registered');
  });

  it('whose sources could not be read says why there is no report', () => {
    const data = aDataRejectedReport();
    const page = documentOf({
      ...data,
      dataset: null,
      run: { ...data.run, reason: 'Nothing at s3://team/tickets/.', datasetReport: null },
    });
    expect(textIn(page, 'data')).toContain(
      'The sources could not be read, so there is no report of the data: Nothing at s3://team/tickets/.',
    );
    expect(page.querySelector('header')?.textContent).toContain('slipway data validate support-triage');
  });

  it('of which nobody approved the data in time says that nothing was trained', () => {
    const data = aDataRejectedReport();
    const page = documentOf({ ...data, run: { ...data.run, outcome: 'expired' } });
    expect(page.querySelector('h1')?.textContent).toContain('Nothing was trained: nobody approved the data in time.');
  });

  it('keeps the whole reason of a failure among the decisions', () => {
    const reason = `stage train: ${'word '.repeat(200)}the end`;
    const run = aRunRecord({ outcome: 'failed', reason, stages: stagesUpTo('train', 9), version: null, verdicts: [], liveVerdicts: [] });
    const page = documentOf({ ...aDataRejectedReport(), run });
    expect(textIn(page, 'training')).toContain('nothing was kept, because the run ended in this stage (failed)');
    expect(textIn(page, 'decisions')).toContain('the end');
  });

  it('of an older release shows what its report on the data counted', () => {
    const page = documentOf(aReleasedReport({ dataset: parseDatasetReport(anEarlierReport) }));
    expect(textIn(page, 'data')).toContain('Recorded by an earlier release of Slipway, which had no checks.');
    expect(textIn(page, 'data')).toMatch(/alreadyInParent\s*303/);
    expect(textIn(page, 'data')).toMatch(/not-json\s*4/);
    expect(textIn(page, 'data')).toMatch(/Anchor, held out before\s*35/);
    expect(textIn(page, 'unprotected')).toContain('Drift of labels is shown, not judged.');
  });

  it('of an older release says what that release did not record', () => {
    const data = aReleasedReport({ spec: null, curves: null, cost: null });
    const looks = data.looks.map(({ record: { weightPercent: _, ...record }, ...look }) => ({ ...look, record }));
    const older = documentOf({ ...data, looks });
    const page = documentOf(aReleasedReport({ cost: null }));
    expect(textIn(older, 'training')).toContain('Training curves: not recorded by the release that made this run.');
    expect(textIn(older, 'rollout')).toContain("The candidate's share of users: not recorded by the release that made this run.");
    expect(textIn(older, 'timings')).toContain('Cost: not recorded by the release that made this run.');
    expect(textIn(page, 'timings')).toContain('No cost configured');
    expect(textIn(page, 'rollout')).not.toContain('not recorded');
  });

  it('of a first release compares with nobody', () => {
    const released = aReleasedReport();
    const evaluation = released.evaluation === null ? null : { ...released.evaluation, champion: null };
    const version = released.version === null ? null : { ...released.version, parentVersion: null };
    const looks = released.looks.map((look) => ({ ...look, record: { ...look.record, control: null } }));
    const page = documentOf({ ...released, champion: null, evaluation, version, looks });
    expect(textIn(page, 'evaluation')).toContain('There is no champion to compare with.');
    expect(textIn(page, 'rollout')).toContain('A first release has no canary');
    expect(textIn(page, 'lineage')).toContain('nothing: a first release');
    expect(textIn(page, 'rollout')).not.toContain('holdback');
  });
});

describe('what people and programs wrote into the records', () => {
  const evil = '</td></style><script>alert(1)</script><img src=x onerror="alert(2)"> & \' "';

  it('stays text wherever it stands', () => {
    const plain = aReleasedReport();
    const run = aRunRecord({
      outcome: 'failed',
      reason: evil,
      trigger: { kind: 'alert', source: evil, fingerprint: evil, observed: evil, at: evil },
      verdicts: [aVerdict({ gate: evil, reason: evil, verdict: 'fail' })],
      liveVerdicts: [aVerdict({ gate: evil, reason: evil })],
      unprotected: [evil],
    });
    const dataset = aDatasetReport({
      reason: evil,
      checks: someChecks(aCheck('labels', { verdict: 'fail', reason: evil, samples: [aSample({ text: evil })] })),
      distributions: [{ name: 'labels', bins: [{ bin: evil, existing: 1, new: 2 }] }],
      files: [{ file: evil, pin: evil, bytes: 1, schema: evil, counts: someCounts }],
    });
    const audit = [anAuditEntry({ actor: evil, subject: evil, details: { reason: evil } })];
    const version = plain.version === null ? null : { ...plain.version, codeVersion: evil, recipe: { [evil]: evil }, training: evil };
    const html = renderReport({ ...plain, run, dataset, audit, version, problems: [evil] });
    expect(html).not.toContain('<script');
    const { document } = parseHTML(html);
    expect(document.querySelectorAll('script, img')).toHaveLength(0);
    expect(document.querySelectorAll('style')).toHaveLength(1);
    expect(document.querySelector('#trigger')?.textContent).toContain(evil);
    expect(document.querySelector('#gates')?.textContent).toContain(evil);
  });

  it('never makes the page large: 122 looks with everything beside them are below half a megabyte', () => {
    const looks = someLooks(fullPlan, Date.parse(minute(30)));
    expect(looks.filter(({ record }) => record.kind === 'judged')).toHaveLength(122);
    expect(renderReport(aReleasedReport({ looks, curves: someCurves(1_000) })).length).toBeLessThan(500_000);
  });

  it('is cut where it is endless', () => {
    const endless = 'word '.repeat(100_000);
    const many = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [`label ${index} ${endless.slice(0, 500)}`, 5_000 - index]),
    );
    const run = aRunRecord({ reason: endless, verdicts: [aVerdict({ reason: endless })], outcome: 'rejected' });
    const dataset = aRejectedReport({
      reason: endless,
      checks: someChecks(aCheck('labels', { verdict: 'fail', reason: endless })),
      distributions: [{ name: 'labels', bins: Object.entries(many).map(([bin, count]) => ({ bin, existing: count, new: count })) }],
      files: Array.from({ length: 2_000 }, () => ({ file: 'a/path', pin: 'v1', bytes: 1, schema: null, counts: someCounts })),
    });
    const plan = [{ phase: 'watch' as const, step: 0, weightPercent: 98, minutes: Array<number>(900).fill(0.1) }];
    const html = renderReport(aReleasedReport({ run, dataset, looks: someLooks(plan, Date.parse(minute(30))) }));
    expect(html.length).toBeLessThan(1_500_000);
    expect(html).toContain('rows are left out');
  });
});
