import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderDataset } from '../../../reports/dataset/page.js';
import { renderReport } from '../../../reports/page/render.js';
import { missingBrowser, useBrowser } from '../../support/browser.js';
import { aCheck, aDatasetReport, aHeldReport, aRejectedReport, aSample, someChecks } from '../../support/dataset-reports.js';
import { aDataRejectedReport, aReleasedReport, aRolledBackReport, minute } from '../../support/report-data.js';
import { fullPlan, someLooks } from '../../support/report-looks.js';

const phone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 900 };

const pages = {
  'a full release': renderReport(aReleasedReport({ looks: someLooks(fullPlan, Date.parse(minute(30))) })),
  'a rollback': renderReport(aRolledBackReport()),
  'rejected data': renderReport(aDataRejectedReport()),
  'data that waits for a person': renderDataset(aHeldReport(), 'c0ffee'.padEnd(64, '0')),
  'data that was rejected': renderDataset(aRejectedReport()),
  'data with long names and many labels': renderDataset(withLongNames()),
} as const;
const names = Object.keys(pages) as (keyof typeof pages)[];

function withLongNames(): ReturnType<typeof aDatasetReport> {
  const [path, word] = [`/data/${'a-folder-of-the-team/'.repeat(8)}tickets.jsonl`, 'a_name_without_any_space_'.repeat(6)];
  const bins = Array.from({ length: 120 }, (_, index) => ({ bin: `${word}${index}`, existing: index % 9, new: 120 - index }));
  const samples = [aSample({ file: path, text: word }), aSample({ code: 'new-label', file: null, line: null, text: word })];
  return aDatasetReport({
    checks: someChecks(aCheck('labels', { verdict: 'fail', severity: 'warn', reason: word, samples }), aCheck('format', { samples })),
    distributions: [
      { name: 'labels', bins, beyond: { kinds: 9_000, existing: 9_000, new: 9_000 } },
      { name: 'sources', bins: bins.slice(0, 5) },
      {
        name: 'length',
        bins: Array.from({ length: 20 }, (_, bits) => ({ bin: `${2 ** bits}-${2 ** (bits + 1) - 1}`, existing: bits, new: 20 - bits })),
      },
    ],
    files: aDatasetReport().files.map((file) => ({ ...file, file: path })),
    clusters: [{ leaderFile: path, leaderLine: 1_234_567, size: 10_000 }],
    transformations: [word],
  });
}

describe.skipIf(missingBrowser !== undefined)(`a page, in a real browser ${missingBrowser ?? ''}`, () => {
  const open = useBrowser();
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-page-'));
    for (const name of names) await writeFile(fileOf(name), pages[name]);
  });
  afterAll(() => rm(folder, { recursive: true }));
  const fileOf = (name: string): string => join(folder, `${name.replaceAll(' ', '-')}.html`);
  const urlOf = (name: string): string => pathToFileURL(fileOf(name)).href;

  it.each(names.flatMap((name) => [phone, desktop].map((size) => ({ name, ...size }))))(
    'of $name fits $width pixels with all details open, asks for nothing and complains of nothing',
    async ({ name, width, height }) => {
      const { page, complaints } = await open(urlOf(name), { width, height });
      await openDetails(page);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await page.evaluate(outsideText)).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );

  // The long table of the full release has more rows of the same kinds, and takes axe seconds.
  const looked = { ...pages, 'a full release': renderReport(aReleasedReport()) };
  it.each(
    names.flatMap((name) => [
      { name, colorScheme: 'light' as const, ...desktop },
      { name, colorScheme: 'dark' as const, ...phone },
    ]),
  )('of $name has nothing that axe objects to in $colorScheme at $width pixels', async ({ name, ...window }) => {
    await writeFile(fileOf(`${name} for axe`), looked[name]);
    const { page } = await open(urlOf(`${name} for axe`), window);
    await openDetails(page);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('shows its tables without scripts, and on paper also what is closed on the screen', async () => {
    const { page } = await open(urlOf('a full release'), { ...desktop, javaScriptEnabled: false });
    const gates = page.getByRole('table', { name: /Every gate/ });
    expect(await gates.getByRole('row').count()).toBe(6);
    expect(await gates.innerText()).toContain('Breaks nothing.');
    expect(await page.getByRole('img', { name: /Failed requests/ }).isVisible()).toBe(true);

    const look = page.getByText('2026-11-22 08:30:00', { exact: true }).first();
    expect(await look.isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await look.isVisible()).toBe(true);
  });

  it.each(names)('of %s cuts nothing off on paper', async (name) => {
    const { page } = await open(urlOf(name), { width: 700, height: 990 });
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(700);
  });

  it('runs nothing that stands in its data, and says so in its policy', async () => {
    const evil = '</style><script>document.title = "ran"</script><img src="x" onerror="document.title = \'ran\'">';
    const data = aRolledBackReport();
    await writeFile(
      fileOf('evil'),
      renderReport({ ...data, run: { ...data.run, reason: evil, trigger: { ...data.run.trigger, observed: evil } } }),
    );
    const { page, complaints } = await open(urlOf('evil'), desktop);
    expect(await page.title()).toBe('support-triage ft-2026-11-21-002: rolled-back');
    expect(complaints).toEqual([]);
    // Even if something had slipped through: the browser itself refuses it.
    await page.evaluate("document.body.insertAdjacentHTML('beforeend', `<img src='x' onerror='document.title = 1'>`)");
    await expect.poll(() => complaints.join('\n')).toMatch(/Content Security Policy/);
    expect(await page.title()).toBe('support-triage ft-2026-11-21-002: rolled-back');
  });
});

async function openDetails(page: Page): Promise<void> {
  await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
}

/** Words that reach out of the window and out of every box that scrolls. */
const outsideText = `[...document.querySelectorAll('p, dd, dt, th, td, li, h1, h2, h3, summary, figcaption, svg text')]
  .filter((each) => each.closest('.scroll') === null && each.checkVisibility())
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 || each.getBoundingClientRect().left < -1)
  .map((each) => each.textContent)`;

async function axeViolations(page: Page): Promise<unknown> {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(`axe.run().then(({ violations, passes }) => passes.length === 0 ? ['axe looked at nothing'] :
    violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 3).map(({ html, failureSummary }) => html.slice(0, 200) + failureSummary) })))`);
}
