import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { DatasetReport } from '../../../dataset/stage/report.js';
import { renderDataset } from '../../../reports/dataset/page.js';
import {
  aCheck,
  aDatasetReport,
  aHeldReport,
  aRejectedReport,
  aSample,
  someChecks,
  someCounts,
  someDistributions,
} from '../../support/dataset-reports.js';
import { documentOf, nothing, sha256, textIn } from './drawn.js';

const ids = ['checks', 'samples', 'labels', 'distributions', 'duplicates', 'training-set', 'files', 'rules', 'unprotected'];

describe('the page of a report on data', () => {
  it.each<[string, DatasetReport]>([
    ['that was accepted', aDatasetReport()],
    ['that waits for a person', aHeldReport()],
    ['that was rejected', aRejectedReport()],
    ['of which nothing could be used', nothing],
  ])('%s has every section in order, each with its title and a link to it', (_, report) => {
    const page = documentOf(report);
    expect([...page.querySelectorAll('section')].map(({ id }) => id)).toEqual(ids);
    expect([...page.querySelectorAll('nav a')].map((link) => link.getAttribute('href'))).toEqual(ids.map((id) => `#${id}`));
    for (const id of ids) expect(textIn(page, `#${id} h2`)).toMatch(/\w/);
    expect(page.querySelectorAll('h1')).toHaveLength(1);
  });

  it('needs nothing from elsewhere, has no script, and is the same to the byte for the same report', () => {
    const html = renderDataset(aHeldReport(), sha256);
    expect(html).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|url\(|@import|https?:|\son\w+=|\sstyle=/i);
    expect(html).toMatch(
      /Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[^"]+='; base-uri 'none'; form-action 'none'"/,
    );
    expect(renderDataset(aHeldReport(), sha256)).toBe(html);
  });

  it('gives each plot a role, a description and its figures in a table beside it', () => {
    const plots = [...documentOf(aDatasetReport()).querySelectorAll('figure svg.plot')];
    expect(plots).toHaveLength(4);
    for (const plot of plots) {
      expect(plot.getAttribute('role')).toBe('img');
      expect(plot.getAttribute('aria-label')).toMatch(/^\w.*\. \w/);
      expect(plot.closest('section')?.querySelector('table')).not.toBeNull();
    }
  });
});

describe('checks and samples', () => {
  const report = aHeldReport({
    checks: someChecks(
      aCheck('format', { observed: 0.5, limit: 1, count: 6, samples: [aSample()] }),
      aCheck('new-kinds', {
        verdict: 'inconclusive',
        reason: 'Unseen.',
        samples: [aSample({ code: 'new-label', line: 42, text: 'another size' })],
      }),
      aCheck('near-duplicates', { verdict: 'fail', severity: 'warn', observed: 3, limit: 0.95, reason: 'Three.' }),
      aCheck('quality', { verdict: 'fail', severity: 'warn', observed: 4, limit: 0.3, reason: 'Four.' }),
    ),
  });

  it('come with what stops the data first, and figures in their units', () => {
    const rows = [...documentOf(report).querySelectorAll('#checks tbody tr')].map((row) => row.textContent.replaceAll('\u00a0', ' '));
    expect(rows).toHaveLength(17);
    expect(rows.slice(0, 4)).toEqual([
      'new-kinds! inconclusiveblocks000Unseen.',
      'near-duplicates! failwarns3similarity 0.950Three.',
      'quality! failwarns4score 0.30Four.',
      'contamination! inconclusivewarns–00No suite was given to compare with.',
    ]);
    expect(rows).toContainEqual('format✓ passblocks0.5 %1 %6Nothing was found.');
  });

  it('of what stops the data are open, of what passed closed, each with its place', () => {
    const page = documentOf(report);
    expect([...page.querySelectorAll('#samples > h3')].map(({ textContent }) => textContent)).toEqual(['new-kinds ! inconclusive']);
    expect(textIn(page, '#samples > table')).toContain('new-labeldata/tickets.jsonl:42another size');
    expect(textIn(page, '#samples details')).toContain('invalid-jsondata/tickets.jsonl:771expected a value at byte 14');
    expect(page.querySelector('#samples details')?.hasAttribute('open')).toBe(false);
  });

  it('say where all that was found lies', () => {
    expect(textIn(documentOf(report), '#checks')).toContain(`in the store, at datasets/support-triage/reports/${sha256}/`);
    expect(textIn(documentOf(report, null), '#checks')).toContain('in the folder of this page');
  });

  it('that found nothing say so', () => {
    expect(textIn(documentOf(aDatasetReport()), '#samples')).toContain('No check has found anything to show.');
  });
});

describe('labels and other distributions', () => {
  it('name what is new and what is gone, with counts', () => {
    const text = textIn(documentOf(aDatasetReport()), '#labels');
    expect(text).toContain('Never seen before: exchange (150)');
    expect(text).toContain('Not in the new data: billing (80)');
    expect(text).toMatch(/refund100 \(33\.3 %\)400 \(44\.4 %\)\+11\.1/);
  });

  it('of a first version have one side', () => {
    const text = textIn(documentOf(aDatasetReport({ parent: null })), '#labels');
    expect(text).toContain('There is no earlier version to compare with.');
    expect(text).not.toMatch(/Never seen|before/);
  });

  it('of many kinds are cut, with what was left out', () => {
    const bins = Array.from({ length: 400 }, (_, index) => ({
      bin: `label ${index}`,
      existing: index === 399 ? 0 : 500 - index,
      new: 500 - index,
    }));
    const labels = { name: 'labels', bins, beyond: { kinds: 5_600, existing: 7_000, new: 3_000 } } as const;
    const page = documentOf(aDatasetReport({ distributions: [labels] }));
    const text = textIn(page, '#labels');
    expect(text).toContain('The 16 most frequent of 6,000 labels are drawn.');
    expect(text).toContain('5,600 rarer labels are not listed; 10,000 examples have them.');
    expect(text).toContain('Never seen before: label 399 (101)');
    expect(text).toContain('The rarest labels, which are counted and not listed, may be new or missing too.');
    // Shares are of all examples, not of those that are listed.
    expect(text).toMatch(/label 0500 \(0\.4 %\)/);
  });

  it('of data without labels or without any example say so', () => {
    expect(textIn(documentOf(aDatasetReport({ distributions: someDistributions().slice(1) })), '#labels')).toContain(
      'No example has a label.',
    );
    const page = documentOf(nothing);
    expect(textIn(page, '#labels')).toContain('No example has a label.');
    expect(textIn(page, '#distributions')).toContain('There is no example to measure.');
    expect(textIn(page, '#duplicates')).toContain('No example has a duplicate');
    expect(textIn(page, '#training-set')).toContain('The examples were not split.');
    expect(textIn(page, '#files')).toContain('No file was read.');
    expect(page.querySelectorAll('figure')).toHaveLength(0);
  });

  it('have lengths from the first word of each column on', () => {
    const ticks = [...documentOf(aDatasetReport()).querySelectorAll('#distributions figure:first-child svg.plot text')].map(
      ({ textContent }) => textContent,
    );
    expect(ticks).toEqual(expect.arrayContaining(['8', '16', '1k', 'words from']));
  });
});

describe('what the data was made of', () => {
  it('has files with pins, clusters, splits, transformations, definitions and the policy', () => {
    const page = documentOf(aDatasetReport());
    expect(textIn(page, '#files')).toMatch(/data\/tickets\.jsonlsha256:e{64}messages1\.8\d MB/);
    expect(textIn(page, '#duplicates')).toContain('The largest has 140, around data/tickets.jsonl:17.');
    expect(textIn(page, '#training-set')).toMatch(
      /Existing300New900.*In all1,200.*Anchor, held out before352\.9 %.*3 values of kind email/,
    );
    expect(textIn(page, '#rules')).toContain('Shingles of an example');
    expect(textIn(page, '#rules')).toMatch(/nearDuplicates\.similarity0\.95.*labelPathintent/);
    expect(textIn(page, '#unprotected')).toContain('Names of people and places are not redacted.');
  });

  it('stays text wherever it stands', () => {
    const evil = '</td></style><script>alert(1)</script><img src=x onerror="alert(2)"> & \' "';
    const named = (name: 'labels' | 'length' | 'roles' | 'sources' | 'quality') => ({ name, bins: [{ bin: evil, existing: 1, new: 2 }] });
    const html = renderDataset(
      aHeldReport({
        reason: evil,
        checks: someChecks(
          aCheck('new-kinds', {
            verdict: 'inconclusive',
            reason: evil,
            samples: [aSample({ code: evil, file: evil, text: evil })],
            evidence: evil,
          }),
        ),
        files: [{ file: evil, pin: evil, bytes: 1, schema: evil, counts: someCounts }],
        distributions: [named('labels'), named('length'), named('roles'), named('sources'), named('quality')],
        clusters: [{ leaderFile: evil, leaderLine: 1, size: 2 }],
        policy: { ...aDatasetReport().policy, labelPath: evil },
        definitions: [evil],
        transformations: [evil],
        unprotected: [evil],
      }),
      sha256,
    );
    expect(html).not.toContain('<script');
    const { document } = parseHTML(html);
    expect(document.querySelectorAll('script, img')).toHaveLength(0);
    expect(document.querySelectorAll('style')).toHaveLength(1);
    for (const place of ['header', '#samples', '#files', '#unprotected']) expect(textIn(document, place)).toContain(evil);
  });

  it('never makes the page large', () => {
    const endless = 'word '.repeat(20_000);
    const bins = Array.from({ length: 5_000 }, (_, index) => ({
      bin: `label ${index} ${endless.slice(0, 500)}`,
      existing: 1,
      new: 5_000 - index,
    }));
    const html = renderDataset(
      aRejectedReport({
        reason: endless,
        checks: aRejectedReport().checks.map((check) => ({
          ...check,
          reason: endless,
          samples: Array.from({ length: 60 }, () => aSample({ text: endless.slice(0, 200) })),
        })),
        distributions: [{ name: 'labels', bins }],
        files: Array.from({ length: 5_000 }, (_, index) => ({
          file: `s3://team/${index}.jsonl`,
          pin: 'v1',
          bytes: 1,
          schema: null,
          counts: someCounts,
        })),
      }),
      sha256,
    );
    expect(html.length).toBeLessThan(2_000_000);
    expect(html).toContain('4,600 more rows are left out.');
  });
});
