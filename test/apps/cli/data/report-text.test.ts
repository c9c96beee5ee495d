import { describe, expect, it } from 'vitest';
import { reportLines } from '../../../../apps/cli/data/report-text.js';
import { aCheck, aDatasetReport, aRejectedReport, aSample, someChecks } from '../../../support/dataset-reports.js';

const textOf = (...args: Parameters<typeof reportLines>): string => reportLines(...args).join('\n');

describe('the report of a dataset as text', () => {
  it('says in a few lines what became of every line, and where everything is', () => {
    const { counts, training, version } = aDatasetReport();
    const text = textOf(aDatasetReport(), '.slipway/data/abc').replaceAll(/\n {11}/g, ' ');
    const places = `${counts.accepted} accepted, ${counts.quarantined} quarantined, ${counts.exactDuplicates + counts.normalisedDuplicates} repeated, ${counts.nearDuplicates} near duplicates, ${counts.filtered} filtered, ${counts.blank} blank`;
    expect(text).toMatch(/^accepted: /);
    expect(text).toContain(`\nlines      ${counts.read}: ${places}\n`);
    expect(text).toContain(
      `\ntraining   ${training.total} examples, ${training.new} of them new (${training.existing} existing, ${training.removed} of them removed)\n`,
    );
    expect(text).toContain(`\nversion    ${version}\n`);
    expect(text).toMatch(/\npage {5}\.slipway\/data\/abc\/report\.html\nfiles {4}\.slipway\/data\/abc$/);
  });

  it('has a row for every check, with its figures and one word for what it means', () => {
    const checks = someChecks(
      aCheck('labels', { verdict: 'fail', severity: 'warn', observed: 0.123456, limit: 0.1 }),
      aCheck('format', { verdict: 'fail', severity: 'block', observed: 50.83, limit: 1 }),
      aCheck('contamination', { verdict: 'inconclusive', severity: 'warn', observed: null, limit: 0 }),
    );
    const rows = reportLines(aDatasetReport({ checks }), 'x')
      .join('\n')
      .split('\n')
      .filter((line) => /^│ [a-z]/.test(line));
    const wordsOf = (name: string): (string | undefined)[] =>
      (rows.find((row) => row.startsWith(`│ ${name} `)) ?? '')
        .split('│')
        .slice(2, 5)
        .map((cell) => cell.trim());
    expect(rows).toHaveLength(checks.length + 1);
    expect(wordsOf('labels')).toEqual(['warn', '0.1235', '0.1']);
    expect(wordsOf('format')).toEqual(['fail', '50.83', '1']);
    expect(wordsOf('contamination')).toEqual(['unknown', '–', '0']);
    expect(wordsOf('quality')[0]).toBe('pass');
  });

  it('shows a few samples of what did not pass, whole, with file and line', () => {
    const path = `${'deep/'.repeat(30)}tickets.jsonl`;
    const samples = Array.from({ length: 12 }, (_, line) => aSample({ file: path, line: line + 1 }));
    const lines = reportLines(
      aRejectedReport({
        checks: someChecks(aCheck('format', { verdict: 'fail', samples }), aCheck('volume', { samples: [aSample({ code: 'fine' })] })),
      }),
      'x',
    );
    const shown = lines.filter((line) => line.includes(path));
    expect(shown).toHaveLength(8);
    expect(shown[0]).toBe(`           ${path}:1 invalid-json: expected a value at byte 14`);
    expect(lines.join('\n')).not.toContain('fine');
  });

  it('lets nothing in the data move the cursor', () => {
    const samples = [aSample({ file: null, line: null, code: 'new-label', text: 'a\u001B[2Jb\nc' })];
    const checks = someChecks(aCheck('new-kinds', { verdict: 'fail', reason: 'Never seen: a\u001B[2Jb', samples }));
    const text = textOf(aDatasetReport({ checks, unprotected: ['x\u001B[2Jy'] }), 'x');
    expect(text).not.toContain('\u001B[2J');
    expect(text).toContain('           new-label: ab c');
  });

  it('leaves out what there is not', () => {
    const text = textOf(aDatasetReport({ parent: null, splits: null, version: null, unprotected: [] }), 'x');
    expect(text).toContain('\nversion    none\n');
    expect(text).not.toMatch(/^(splits|unguarded)|existing,/m);
  });
});
